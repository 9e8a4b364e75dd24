/** The controller's files in access-grants/: for people, rendered from events, read by no program. */
import type { AccessEvent, GrantedEvent, GuardrailsEvent, Unplaced, UnplacedEvent } from '../ledger/event.ts';
import { countEvents, versionInForce, type Ledger } from '../ledger/history.ts';
import { serviceAccountOf } from '../request/service-account.ts';
import { approversOf } from '../words/agreed.ts';
import { yamlText } from './yaml-text.ts';

/** The record of a grant. The same event gives the same text. */
export function renderRecord(event: GrantedEvent | Unplaced<'granted'>): string {
  return render([
    ['grant', yamlText(event.grant)],
    ['pullRequest', String(event.pr.number)],
    ['requestedBy', yamlText(`${event.author.login} (${event.author.id})`)],
    ['approvedBy', `[${approversOf(event).map(yamlText).join(', ')}]`],
    ['reviewDueBy', event.review === undefined ? undefined : yamlText(event.review.by)],
    ['subject', yamlText(subject(event))],
    ['username', yamlText(event.subject.username)],
    ['cluster', yamlText(event.cluster.name)],
    ['namespace', event.namespace === null ? undefined : yamlText(event.namespace.name)],
    ['role', yamlText(event.role)],
    ['clusterRole', event.clusterRole === null ? undefined : yamlText(event.clusterRole)],
    ['actions', event.actions === undefined ? undefined : `[${event.actions.map(yamlText).join(', ')}]`],
    ['reason', yamlText(event.reason)],
    ['ticket', event.ticket === undefined ? undefined : yamlText(event.ticket)],
    ['grantedAt', yamlText(event.grantedAt)],
    ['opensAt', event.opensAt === event.grantedAt ? undefined : yamlText(event.opensAt)],
    ['expiresAt', yamlText(event.expiresAt)],
    ['replaces', event.replaces === null ? undefined : yamlText(event.replaces)],
  ]);
}

/** `access-grants/ledger.yaml` as it stands once `added` is committed on top of the ledger: it differs with every event. */
export function renderLedgerSummary(ledger: Ledger, added: readonly UnplacedEvent[]): string {
  const version = added.findLast(isGuardrails) ?? versionInForce(ledger)?.event;
  return render([
    ['guardrails', filesOf(version ?? { files: {} })],
    ['inForceSince', version === undefined ? undefined : yamlText(version.at)],
    ['inForceBy', version === undefined ? undefined : broughtBy(version)],
    ['events', String(countEvents(ledger) + added.length)],
    ['eventsByType', nested(countsByType(ledger, added))],
  ]);
}

type Line = readonly [key: string, value: string | undefined];

const HEADING = '# Written by Daypass for people, read by no program: `git log` holds what counts.\n';

function render(lines: readonly Line[]): string {
  const written = lines.filter(([, value]) => value !== undefined);
  return (
    HEADING + written.map(([key, value]) => `${key}:${value?.startsWith('\n') ? '' : ' '}${value}\n`).join('')
  );
}

const TYPES = [
  'guardrails',
  'granted',
  'refused',
  'expired',
  'released',
  'revoked',
  'replaced',
  'reviewed',
  'drift',
] as const satisfies readonly AccessEvent['type'][];

function isGuardrails(event: UnplacedEvent): event is Unplaced<'guardrails'> {
  return event.type === 'guardrails';
}

function filesOf({ files }: Pick<GuardrailsEvent, 'files'>): string {
  const lines = Object.entries(files).map(([path, blob]): Line => [yamlText(path), yamlText(blob)]);
  return nested(lines.sort(([one], [other]) => (one < other ? -1 : 1)));
}

function subject({ subject: { login, id, username } }: Unplaced<'granted'>): string {
  const account = serviceAccountOf(username);
  return account === undefined ? `${login} (${id})` : `service account ${account.namespace}/${account.name}`;
}

function nested(lines: readonly Line[]): string {
  return lines.length === 0 ? '{}' : lines.map(([key, value]) => `\n  ${key}: ${value}`).join('');
}

function broughtBy({ pr }: Unplaced<'guardrails'>): string {
  return yamlText(pr === undefined ? 'operator' : `pull request ${pr.number}`);
}

function countsByType(ledger: Ledger, added: readonly UnplacedEvent[]): readonly Line[] {
  const numbers = TYPES.map((type) => {
    const fresh = added.filter((event) => event.type === type).length;
    return [type, (ledger.counts.get(type) ?? 0) + fresh] as const;
  });
  return numbers.filter(([, number]) => number > 0).map(([type, number]): Line => [type, String(number)]);
}
