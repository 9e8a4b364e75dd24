/** The text of the check run, and the comment that repeats its first line where people talk. */
import type { Offer, OfferedTicket, Verdict } from '../review/verdict.ts';
import type { Already } from '../review/already.ts';
import type { Problem } from '../problem.ts';
import { actionLines } from './actions.ts';
import { serviceAccountOf } from '../request/service-account.ts';
import { approvalSection } from './approvers.ts';
import { dangerSection } from './danger-section.ts';
import { guardrailSections } from './guardrail-change.ts';
import { changedSection } from './changed-section.ts';
import { code, shortened } from './inert.ts';
import { plainMarkdown } from './prose.ts';
import { sayRule } from './rules.ts';
import { sentence } from './sentence.ts';
import { minute } from './moment.ts';
import { sayTerm } from './term.ts';

/** Our comment is known by this mark; GitHub shows nothing of it. */
export const COMMENT_MARK = '<!-- daypass: this comment is kept up to date -->';

/** GitHub shows a title as it is, so there is no markup in it. */
export function checkTitle(verdict: Verdict): string {
  return sentence(verdict).replaceAll('`', '');
}

export function checkSummary(verdict: Verdict): string {
  return asMuchAsFits(sections(verdict).join('\n\n'));
}

export function commentBody(verdict: Verdict): string {
  // NB: the sentence bears text from outside (a login, a path), so here too it stands in a code span or is plain.
  const first = `**${plainMarkdown(sentence(verdict))}**`;
  return [COMMENT_MARK, first, checkSummary(verdict), footer()].join('\n\n');
}

/** GitHub takes 65,535 characters here, and of a longer text nothing at all. */
const LONGEST = 60_000;

/** NB: cut between lines, for half a line may lack the end of a code span, and what is in it would act. */
function asMuchAsFits(text: string): string {
  if (text.length <= LONGEST) return text;
  return `${text.slice(0, text.lastIndexOf('\n', LONGEST))}\n\nThe rest is left out: GitHub shows no more in this place.`;
}

function sections(verdict: Verdict): readonly string[] {
  const { about } = verdict;
  return [
    ...(about.kind === 'requests' ? about.offers.map(asked) : []),
    ...problemSection(verdict.problems),
    ...unreadSection(verdict.unread),
    ...waitsSection(verdict.waits ?? []),
    ...(about.kind === 'guardrails' && about.weighed !== undefined ? guardrailSections(about.weighed) : []),
    ...(about.kind === 'requests' ? [...changedSection(about.offers), ...dangerSection(about.offers)] : []),
    ...approvalSection(verdict),
    ...(about.kind === 'requests'
      ? about.offers.map((offer) => rulesSection(offer, about.offers.length))
      : []),
    nextSection(verdict),
  ];
}

function asked({
  path,
  subject,
  username,
  role,
  actions,
  cluster,
  namespace,
  term,
  reason,
  ticket,
  home,
}: Offer): string {
  const scope =
    namespace === undefined ? `the whole cluster ${code(cluster)}` : code(`${cluster}/${namespace}`);
  const what = actions === undefined ? `the role ${code(role)}` : 'exactly the actions below, and no others,';
  return [
    `${whose(subject, username)} ${what} in ${scope}, ${sayTerm(term)}.`,
    `Reason: ${code(shortened(reason, 500))}`,
    ...(ticket === undefined ? [] : [ticketLine(ticket)]),
    `File: ${code(path)}`,
    ...programLines(username, home),
  ].join('  \n');
}

function whose(subject: string, username: string): string {
  const account = serviceAccountOf(username);
  if (account === undefined) return `${code(subject)} (${code(username)} in the cluster) asks for`;
  const name = code(`${account.namespace}/${account.name}`);
  return `For the service account ${name} (${code(username)} in the cluster) somebody asks for`;
}

function programLines(username: string, home: string | undefined): readonly string[] {
  const account = serviceAccountOf(username);
  if (account === undefined) return [];
  const own = `The owners of its own namespace ${code(account.namespace)} must approve too, as if the file stood at`;
  return [
    'Whoever can use the service account, as every pod does that runs under it, has the access too.',
    ...(home === undefined ? [] : [`${own} ${code(home)}.`]),
  ];
}

/** NB: the address is the policy's own, with the ticket in it percent-encoded: what stands between `<` and `>` acts no further. */
function ticketLine({ text, url }: OfferedTicket): string {
  return `Ticket: ${code(text)}${url === undefined ? '' : ` (<${url}>)`}`;
}

function problemSection(problems: readonly Problem[]): readonly string[] {
  if (problems.length === 0) return [];
  return [['### What is wrong', ...problems.map(problem)].join('\n')];
}

function problem({ what, why, mend, place, about }: Problem): string {
  const where = place === undefined ? '' : ` (${code(`${place.file}:${place.line}:${place.column}`)})`;
  return `- **${plainMarkdown(what)}**${where}  \n  ${plainMarkdown(why)}  \n  ${plainMarkdown(mend)}${about === undefined ? '' : ` See #${about}.`}`;
}

function unreadSection(unread: readonly string[]): readonly string[] {
  if (unread.length === 0) return [];
  const lines = unread.map((one) => `- ${plainMarkdown(one)}`);
  return [['### What could not be read yet', ...lines, 'Daypass tries again by itself.'].join('\n')];
}

function waitsSection(waits: readonly string[]): readonly string[] {
  if (waits.length === 0) return [];
  const lines = waits.map((one) => `- ${plainMarkdown(one)}`);
  const meanwhile = 'It can be approved meanwhile, and merged when that is over.';
  return [['### What it waits for', ...lines, meanwhile].join('\n')];
}

function rulesSection({ clusterRole, actions, rules, path, already }: Offer, offers: number): string {
  const lines = rules.map((rule) => `- ${code(sayRule(rule))}`);
  const forPath = offers === 1 ? '' : `, for ${code(path)}`;
  return [
    ...(actions === undefined ? [] : [`### The actions${forPath}`, ...actionLines(actions), '']),
    `### What ${clusterRole === null ? 'they need' : `${code(clusterRole)} allows`}${forPath}`,
    ...(lines.length === 0 ? ['Nothing: the role has no rules.'] : lines),
    ...(already === undefined ? [] : alreadyLines(already)),
  ].join('\n');
}

/** NB: said beside all the rules and never in place of them: this grant may outlast the others. */
function alreadyLines({ rules, fresh, until }: Already): readonly string[] {
  const how = `allowed already by other grants until ${minute(until)}, and by this one for as long as it lasts`;
  if (fresh.length === 0) return ['', `All of this is ${how}.`];
  const told = rules.map((rule) => `- ${code(sayRule(rule))}`);
  return ['', `Of this, the following is ${how}:`, ...told];
}

function nextSection({ outcome, about, approval, waits = [] }: Verdict): string {
  const isApproved = approval.missing.length === 0 && waits.length > 0;
  const next = {
    failure: 'Mend what is wrong; the check runs again by itself.',
    'in progress': 'Nothing to do; the check runs again by itself.',
    action_required: isApproved
      ? 'Nothing to do; the check runs again by itself when the wait is over.'
      : 'A code owner approves, in GitHub’s own review; then it can be merged. A push makes a new approval necessary.',
    success:
      about.kind === 'requests'
        ? `Merge it. The access ${beginning(about.offers)} and ends by itself.`
        : 'Merge it.',
  } as const;
  return `### What happens next\n${next[outcome]}`;
}

function beginning(offers: readonly Offer[]): string {
  if (offers.every(({ term }) => term.kind === 'changed')) return 'goes on without a gap';
  return offers.some(({ term }) => term.kind === 'from then')
    ? 'begins when its time has come'
    : 'begins with the merge';
}

function footer(): string {
  return '<sub>Comments never grant anything. The check `daypass` is what counts.</sub>';
}
