/** Reads and proves the change by which the branch left the guardrails in force, if it did (§5). */
import type { PullRequest } from '../../core/approval/facts.ts';
import { guardrailsAfter, guardrailsAt } from '../../core/ledger/guardrail-states.ts';
import {
  succeeds,
  type Departure,
  type GuardrailsDecision,
  type Succession,
} from '../../core/ledger/succession.ts';
import { unread } from '../../core/problem.ts';
import type { Oid } from '../../core/repository.ts';
import type { Instant } from '../../core/time.ts';
import * as alerts from '../../core/words/alerts.ts';
import * as words from '../../core/words/succession.ts';
import { asFact } from '../read/gather.ts';
import { readGuardrails, type HistorySnapshot, type InForce } from '../read/read-history.ts';
import { mergesOf, readMerged } from './read-merged.ts';
import type { World } from '../world.ts';

export async function decideGuardrails(
  world: World,
  history: HistorySnapshot,
  now: Instant,
): Promise<GuardrailsDecision> {
  const { standing, inForce } = history;
  // Without any version in force there is nothing to succeed: an operator trusts the first one.
  if (inForce === undefined || standing.kind === 'in force') return { kind: 'in force' };
  if (standing.kind !== 'departed')
    return waits({ kind: 'refuted', why: [words.neverHeldTheVersionInForce()] });
  const { commit } = standing.since;
  const merges = await mergesOf(world, history, [commit]);
  const broughtBy = merges.get(commit) ?? unread('it was not asked for');
  if (broughtBy.kind === 'unread') return waits({ kind: 'not yet', why: [broughtBy.why] });
  if (broughtBy.value.length === 0)
    return waits({ kind: 'missing', why: [words.cameWithoutPullRequest(commit)] });
  const successions = await Promise.all(
    broughtBy.value.map(async (pullRequest) => succession(pullRequest, world, history, inForce, now)),
  );
  const proved = successions.find(({ kind }) => kind === 'proved');
  if (proved?.kind === 'proved') return { kind: 'succeed', event: proved.event };
  return waits(successions.find(({ kind }) => kind !== 'refuted') ?? successions[0]);
}

async function succession(
  pullRequest: PullRequest,
  world: World,
  history: HistorySnapshot,
  inForce: InForce,
  now: Instant,
): Promise<Succession> {
  const departure = await asFact(readDeparture(pullRequest, world, history, inForce));
  if (departure.kind === 'unread') return { kind: 'not yet', why: [departure.why] };
  const { version, guardrails } = inForce;
  return succeeds(departure.value, {
    inForce: { files: version.files, guardrails },
    sealKey: world.sealKey.publicKey,
    now,
  });
}

async function readDeparture(
  pullRequest: PullRequest,
  world: World,
  history: HistorySnapshot,
  inForce: InForce,
): Promise<Departure> {
  const { approval, recorded, commits } = await readMerged(world, pullRequest, history, inForce);
  const { ledger } = history;
  const filesAt = (commit: Oid | undefined): Departure['before'] =>
    commit === undefined ? {} : guardrailsAfter(ledger, ledger.positions.get(commit) ?? -1);
  const merge = recorded.kind === 'merge' ? recorded : undefined;
  const after = filesAt(merge?.merge);
  const mergeBase = approval.content.kind === 'read' ? approval.content.value.mergeBase : undefined;
  return {
    approval,
    recorded,
    commits,
    before: filesAt(merge?.base),
    after,
    atMergeBase: mergeBase === undefined ? {} : guardrailsAt(await world.git.tree(mergeBase)),
    version: await readGuardrails(world.git, after),
  };
}

function waits(found: Succession | undefined): GuardrailsDecision {
  const why = found === undefined || found.kind === 'proved' ? [] : found.why;
  const alert = { kind: 'guardrails', key: 'guardrails wait', message: alerts.guardrailsWait(why) } as const;
  return { kind: 'wait', alert, patient: found?.kind !== 'refuted' };
}
