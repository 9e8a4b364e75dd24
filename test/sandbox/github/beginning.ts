// The state that a GitHub begins with: an organisation, its repository, the App and its installation.
import { randomBytes } from 'node:crypto';
import { daypassRulesets } from './deployed-rulesets.ts';
import type { Account, App, Level, Moment, State } from './state.ts';
import type { Ruleset } from './ruleset.ts';

export interface Beginning {
  readonly org?: string;
  readonly repository?: string;
  readonly defaultBranch?: string;
  /** What members of the organisation may do on the repository; absent: read. */
  readonly basePermission?: Level;
  readonly app?: {
    readonly id?: number;
    readonly slug?: string;
    readonly permissions?: Readonly<Record<string, 'read' | 'write'>>;
    readonly events?: readonly string[];
  };
  /** Absent: those of the access repository, with the App as the only one who may pass. */
  readonly rulesets?: readonly Ruleset[];
}

const defaultPermissions = {
  contents: 'write',
  pull_requests: 'write',
  checks: 'write',
  members: 'read',
  metadata: 'read',
} as const;

/** `merge_group` asks for `merge_queues: read`, which GitHub's description of an App in a check suite does not know. */
const defaultEvents = [
  'merge_group',
  'pull_request',
  'pull_request_review',
  'push',
  'check_run',
  'check_suite',
  'issue_comment',
];

export const newToken = (): string => `ghp_${randomBytes(18).toString('hex')}`;

export function makeState(beginning: Beginning, born: { publicKey: string; at: Moment }): State {
  const at = born.at;
  const slug = beginning.app?.slug ?? 'daypass';
  const account = (id: number, login: string, type: Account['type'], email: string): Account => {
    return { id, login, type, emails: [email], orgRole: 'none', token: newToken(), createdAt: at };
  };
  const bot = (id: number, name: string) =>
    account(id, `${name}[bot]`, 'Bot', `${id}+${name}[bot]@users.noreply.github.com`);
  const org = account(500, beginning.org ?? 'acme', 'Organization', 'hello@acme.example');
  const ours = bot(700, slug);
  const others = bot(41_898_282, 'github-actions');
  // GitHub's own account: committer of what is made in the web interface.
  const webFlow = account(19_864_447, 'web-flow', 'User', 'noreply@github.com');
  const appOf = (id: number, name: string, holder: Account, publicKey: string | null): App => {
    return {
      id,
      slug: name,
      name,
      clientId: `Iv23li${String(id).padStart(14, '0')}`,
      publicKey,
      bot: holder.id,
      createdAt: at,
    };
  };
  const app = appOf(beginning.app?.id ?? 4242, slug, ours, born.publicKey);
  return {
    url: 'http://127.0.0.1',
    lastAccountId: 1000,
    lastId: 50_000,
    lastNumber: 0,
    org,
    repository: {
      id: 9001,
      name: beginning.repository ?? 'access',
      defaultBranch: beginning.defaultBranch ?? 'main',
      pushedAt: at,
      createdAt: at,
    },
    accounts: new Map([org, ours, others, webFlow].map((one) => [one.id, one])),
    teams: new Map(),
    collaborators: new Map(),
    basePermission: beginning.basePermission ?? 'read',
    branches: new Map(),
    pulls: new Map(),
    queue: [],
    reviews: [],
    comments: [],
    checkRuns: [],
    checkSuites: [],
    app,
    otherApps: [appOf(15_368, 'github-actions', others, null)],
    installation: {
      id: 3003,
      permissions: beginning.app?.permissions ?? defaultPermissions,
      events: beginning.app?.events ?? defaultEvents,
      suspendedAt: null,
      createdAt: at,
    },
    installationTokens: [],
    deliveries: [],
    rulesets: [...(beginning.rulesets ?? daypassRulesets(app.id))],
  };
}
