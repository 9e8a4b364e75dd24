// Where the life of one request is played on real parts, whoever tells the controller of it and however often that is killed.
import { setTimeout as sleep } from 'node:timers/promises';
import type { AccessEvent } from '../../../src/core/ledger/event.ts';
import type { NotificationKind } from '../../../src/core/telling/kinds.ts';
import type { Duration } from '../../../src/core/time.ts';
import type { Person } from '../../sandbox/github/person.ts';
import type { PullRequest } from '../../sandbox/github/state.ts';
import type { GitHub } from '../../sandbox/github/start-github.ts';
import type { Receiver } from '../../sandbox/receiver.ts';
import type { RealClusters } from '../../sandbox/real-clusters.ts';
import { checkOf } from '../../sandbox/watching.ts';
import { tellingOf, type Ask } from '../telling.ts';
import type { Story } from '../stage.ts';

/** What somebody does, and what they see of it: nothing else tells a life how the controller is doing. */
export interface Scene {
  readonly alice: Person;
  readonly bob: Person;
  readonly root: Person;
  readonly mallory: Person;
  readonly github: GitHub;
  readonly clusters: RealClusters;
  readonly clock: Story['clock'];
  /** Opens a pull request with alice's request. */
  readonly asks: (ask?: Ask) => Promise<PullRequest>;
  readonly checked: (pull: PullRequest, conclusion: string) => Promise<void>;
  /** Asks, is approved by bob, and merges by the rules. */
  readonly merges: (ask?: Ask) => Promise<PullRequest>;
  /** The same, until there is access. */
  readonly holds: (ask?: Ask) => Promise<PullRequest>;
  readonly allowed: (is: boolean) => Promise<void>;
  /** Our comments on it say so. */
  readonly said: (pull: PullRequest, words: RegExp) => Promise<void>;
  /** Waits until history tells so many events. */
  readonly recorded: (count: number) => Promise<void>;
  readonly passes: (span: Duration) => Promise<void>;
  /** Each event, but for the trusted beginning, in a word or two. */
  readonly history: () => Promise<readonly string[]>;
  readonly owners: {
    /** By the check, and where people are told. */
    readonly areAsked: (pull: PullRequest) => Promise<void>;
  };
  /** Waits until people are told of such a thing. */
  readonly told: (kind: NotificationKind) => Promise<void>;
  /** Here begins what this life is about. */
  readonly fromHereOn: () => void;
  /** Of every message that came. */
  readonly messages: () => readonly Told[];
  readonly untilSeen: <T>(what: string, look: () => Promise<T | undefined> | T | undefined) => Promise<T>;
}

/** In milliseconds. */
const PATIENCE = 60_000;

export interface SceneParts {
  readonly story: Story;
  /** Undefined where nobody is told. */
  readonly pager: Receiver | undefined;
  readonly fromHereOn?: () => void;
  /** In milliseconds: how long is waited for whatever must come. */
  readonly patience?: number;
  /** Time went by: where nothing else does, this has the controller look. */
  readonly afterTime: () => void;
  /** Of the controller, told where somebody waits in vain. */
  readonly log: () => string;
}

export function aScene(parts: SceneParts): Scene {
  const { story, pager, afterTime, fromHereOn = () => {} } = parts;
  const { github, clock, clusters } = story;
  const { asks } = tellingOf(story);
  const eyes = eyesOf(parts);
  const { checked, allowed, told } = eyes;
  const [alice, bob] = [github.as('alice'), github.as('bob')];
  const owners: Scene['owners'] = {
    areAsked: async (pull) => {
      await checked(pull, 'action_required');
      if (pager !== undefined) await eyes.toldOf(`asked ${pull.number} `);
    },
  };
  const merges: Scene['merges'] = async (ask = {}) => {
    const pull = await asks(ask);
    await owners.areAsked(pull);
    bob.approve(pull);
    await checked(pull, 'success');
    await alice.merge(pull, 'squash');
    return pull;
  };
  return {
    ...eyes,
    alice,
    bob,
    root: github.as('root'),
    mallory: github.as('mallory'),
    github,
    clusters,
    clock,
    asks,
    owners,
    merges,
    holds: async (ask) => {
      const pull = await merges(ask);
      await allowed(true);
      await told('granted');
      return pull;
    },
    passes: async (span) => {
      clock.putForward(span);
      afterTime();
    },
    fromHereOn,
  };
}

/** What is seen of the controller from outside. */
function eyesOf({ story, pager, log, patience = PATIENCE }: SceneParts) {
  const { github } = story;
  const { events } = tellingOf(story);
  const untilSeen: Scene['untilSeen'] = async (what, look) => {
    const deadline = Date.now() + patience;
    for (;;) {
      const seen = await look();
      if (seen !== undefined && seen !== false) return seen;
      if (Date.now() > deadline)
        throw new Error(`waited in vain for ${what}, with ${String(await history())}\n${log()}`);
      await sleep(50);
    }
  };
  const history: Scene['history'] = async () => (await events()).slice(1).map(inAWord);
  const messages: Scene['messages'] = () =>
    (pager?.received ?? []).map(({ body }) => JSON.parse(body) as Told);
  const eyes: Pick<Scene, 'checked' | 'allowed' | 'said' | 'recorded' | 'told'> = {
    checked: async (pull, conclusion) => {
      const says = () => checkOf(github, pull)?.conclusion === conclusion;
      await untilSeen(`the check "${conclusion}" on #${pull.number}`, says);
    },
    allowed: async (is) => {
      const question = { namespace: 'payments', verb: 'get', resource: 'pods' };
      await untilSeen(`access to be ${is}`, async () => (await story.canI('alice', question)) === is);
    },
    said: async ({ number }, words) => {
      const ours = () => github.state.comments.filter((one) => one.pull === number && one.viaApp);
      const says = () => ours().some(({ body }) => words.test(body));
      await untilSeen(`a comment of ours to say ${words.source}`, says);
    },
    recorded: async (count) => {
      await untilSeen(`${count} events`, async () => (await history()).length >= count);
    },
    told: async (kind) => {
      if (pager === undefined) return;
      await untilSeen(`"${kind}" to be told`, () => messages().some((one) => one.kind === kind));
    },
  };
  return {
    ...eyes,
    history,
    messages,
    untilSeen,
    toldOf: async (beginning: string) => {
      const says = () => messages().some(({ keys }) => keys.some((key) => key.startsWith(beginning)));
      await untilSeen(`"${beginning}" to be told`, says);
    },
  };
}

export interface Told {
  readonly kind: string;
  readonly keys: readonly string[];
}

/** `revoked by owner`, `declined: timed out`. */
function inAWord(event: AccessEvent): string {
  if (event.type === 'declined') return `declined: ${event.why}`;
  return 'by' in event && typeof event.by === 'object' ? `${event.type} by ${event.by.kind}` : event.type;
}
