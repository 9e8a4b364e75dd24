// A week of forty requests of all kinds: who does what when, and what must come of it.
import type { Login } from '../sandbox/memory/company.ts';
import { requestText } from '../sandbox/memory/company.ts';
import type { PullRequest } from '../sandbox/github/state.ts';
import type { ClusterName } from './clusters.ts';
import type { TimelineStage } from './stage.ts';

/** In minutes since Monday, 06:00. */
export type Minute = number;

const HOUR = 60;
const DAY = 24 * HOUR;
export const WEEK = 7 * DAY;

/** No call is answered. On Wednesday; of GitHub, on Thursday. */
export const STAGING_IS_AWAY = { from: 2 * DAY + 3 * HOUR, to: 2 * DAY + 6 * HOUR };
export const GITHUB_IS_AWAY = { from: 3 * DAY + 2 * HOUR, to: 3 * DAY + 4 * HOUR };

export interface Appointment {
  readonly at: Minute;
  readonly keep: (stage: TimelineStage) => Promise<unknown>;
}

export interface Tale {
  readonly title: string;
  readonly cluster: ClusterName;
  readonly path: string;
  readonly appointments: readonly Appointment[];
  /** What history must tell of it, in order. */
  readonly events: readonly string[];
  /** When there must be access by it; undefined: never. */
  readonly access: { readonly from: Minute; readonly to: Minute } | undefined;
}

interface Asking {
  readonly at: Minute;
  readonly cluster: ClusterName;
  readonly role?: string;
  readonly namespace?: string;
  readonly hours?: number;
  readonly by?: 'alice' | 'erin';
  readonly startsAt?: string;
}

type Deed = (stage: TimelineStage, pull: () => PullRequest) => Promise<unknown>;

interface Plot {
  /** Minutes after it was asked for. */
  readonly deeds?: readonly (readonly [after: Minute, deed: Deed])[];
  readonly events: readonly string[];
  /** Minutes after it was asked for. */
  readonly access?: readonly [from: Minute, to: Minute];
}

const APPROVED_AFTER = 3;
/** Everything counts from here, but for what begins later. */
const MERGED_AFTER = 6;

const approve: Deed = async ({ world }, pull) => world.carol.approve(pull());
const merge =
  (who: Login): Deed =>
  async ({ world }, pull) =>
    world[who].merge(pull(), 'squash');

let count = 0;

/** One request, named after its number, by its own pull request. */
function tale(title: string, asking: Asking, { deeds = [], events, access }: Plot): Tale {
  const { at, cluster, role = 'debugger', namespace = 'payments', by = 'alice' } = asking;
  const path = `access-requests/${cluster}/${namespace}/${role}/r${(count += 1)}.yaml`;
  const text = textOf(asking);
  let pull: PullRequest | undefined;
  const opened = (): PullRequest => {
    if (pull === undefined) throw new Error(`${title}: nobody asked`);
    return pull;
  };
  const ask = async ({ world }: TimelineStage) => {
    pull = await world[by].asks({ files: { [path]: text } });
  };
  return {
    title: `${title} (${path})`,
    cluster,
    path,
    appointments: [
      { at, keep: ask },
      ...deeds.map(([after, deed]) => ({
        at: at + after,
        keep: async (stage: TimelineStage) => deed(stage, opened).catch(saying(title, stage, opened)),
      })),
    ],
    events,
    access: access && { from: at + access[0], to: at + access[1] },
  };
}

/** A deed that GitHub refuses is a fault of the story, or of what the check said. */
function saying(title: string, { world }: TimelineStage, pull: () => PullRequest): (error: unknown) => never {
  return (cause) => {
    throw new Error(`${title}, ${world.clock.now()}: ${world.check(pull()).summary}`, { cause });
  };
}

function textOf({ role, hours = 2, by = 'alice', startsAt }: Asking, longer = hours): string {
  const reason = `INC-${count}, the week goes on`;
  const text = requestText({
    subject: by,
    duration: `${longer}h`,
    reason,
    ...(startsAt ? { startsAt } : {}),
  });
  return role === 'actions' ? `${text}  actions:\n    - delete pods/api-7d9f\n` : text;
}

/** Asked for, approved and merged, as it should be. */
function granted(title: string, asking: Asking, plot: Partial<Plot> & Pick<Plot, 'events'>): Tale {
  const hours = asking.hours ?? 2;
  const { by = 'alice' } = asking;
  return tale(title, asking, {
    access: [MERGED_AFTER, MERGED_AFTER + hours * HOUR],
    ...plot,
    deeds: [[APPROVED_AFTER, approve], [MERGED_AFTER, merge(by)], ...(plot.deeds ?? [])],
  });
}

const toItsEnd = (asking: Asking) => granted('runs to its end', asking, { events: ['granted', 'expired'] });

function released(asking: Asking): Tale {
  return granted('is given back by a word', asking, {
    deeds: [[40, async ({ world }, pull) => world[asking.by ?? 'alice'].comment(pull(), '/release')]],
    events: ['granted', 'released'],
    access: [MERGED_AFTER, 40],
  });
}

function revoked(asking: Asking): Tale {
  return granted('is taken away by an owner', asking, {
    deeds: [
      [30, async ({ world }, pull) => world.mallory.comment(pull(), '/revoke')],
      [50, async ({ world }, pull) => world.bob.comment(pull(), '/revoke')],
    ],
    events: ['granted', 'revoked'],
    access: [MERGED_AFTER, 50],
  });
}

function removed(asking: Asking): Tale {
  const one = granted('is given back by its file', asking, { events: ['granted', 'released'] });
  return withPull(one, asking, [25, { [one.path]: null }, [28, undefined]], [MERGED_AFTER, 28]);
}

/** `hours`: the new duration, from the first opening. */
function changed(title: string, asking: Asking, hours: number): Tale {
  const one = granted(title, asking, { events: ['granted', 'granted', 'replaced', 'expired'] });
  const text = textOf(asking, hours);
  return withPull(
    one,
    asking,
    [20, { [one.path]: text }, [26, 23]],
    [MERGED_AFTER, MERGED_AFTER + hours * HOUR],
  );
}

/** A second pull request about the same file, merged, and approved where somebody must. */
function withPull(
  one: Tale,
  { at, by = 'alice' }: Asking,
  [after, files, [mergedAfter, approvedAfter]]: readonly [
    Minute,
    Readonly<Record<string, string | null>>,
    readonly [Minute, Minute | undefined],
  ],
  access: readonly [Minute, Minute],
): Tale {
  let pull: PullRequest | undefined;
  const keep = (deed: (stage: TimelineStage) => Promise<unknown>, minute: Minute) => ({
    at: at + minute,
    keep: deed,
  });
  return {
    ...one,
    appointments: [
      ...one.appointments,
      keep(async ({ world }) => {
        pull = await world[by].asks({ files });
      }, after),
      ...(approvedAfter === undefined
        ? []
        : [keep(async ({ world }) => world.carol.approve(pull!), approvedAfter)]), // asked before
      keep(async ({ world }) => world[by].merge(pull!, 'squash'), mergedAfter), // asked before
    ],
    access: { from: at + access[0], to: at + access[1] },
  };
}

/** `opens` after it was asked for. */
function scheduled(asking: Asking, opens: Minute, startsAt: string): Tale {
  const hours = asking.hours ?? 2;
  return granted(
    'begins later',
    { ...asking, startsAt },
    {
      events: ['granted', 'expired'],
      access: [opens, opens + hours * HOUR],
    },
  );
}

const withoutApproval = (title: string, asking: Asking, plot: Partial<Plot>): Tale =>
  tale(title, asking, {
    events: ['granted', 'expired'],
    access: [MERGED_AFTER, MERGED_AFTER + (asking.hours ?? 2) * HOUR],
    ...plot,
    deeds: [[MERGED_AFTER, merge(asking.by ?? 'alice')], ...(plot.deeds ?? [])],
  });

const neverMerged = (title: string, asking: Asking, deeds: Plot['deeds'] = []): Tale =>
  tale(title, asking, { deeds, events: ['declined'] });

/** Too long for the policy, and merged past every rule. */
const refused = (asking: Asking): Tale =>
  tale(
    'is refused after the merge',
    { ...asking, hours: 9 },
    {
      deeds: [[MERGED_AFTER, async ({ world }, pull) => world.bypass(pull())]],
      events: ['refused'],
    },
  );

const STRAY = 'access-requests/notes.txt';

export const week: readonly Tale[] = [
  ...[0, 3].map((hour) => toItsEnd({ at: hour * HOUR, cluster: 'prod-eu', hours: 2 })),
  ...[1, 5, 9].map((hour) => toItsEnd({ at: hour * HOUR, cluster: 'prod-us', by: 'erin', hours: 4 })),
  toItsEnd({ at: 2 * DAY + 2 * HOUR, cluster: 'staging', hours: 2 }),
  toItsEnd({ at: STAGING_IS_AWAY.from - MERGED_AFTER, cluster: 'staging', by: 'erin', hours: 4 }),
  toItsEnd({ at: 3 * DAY + HOUR, cluster: 'prod-eu', hours: 2 }),
  toItsEnd({ at: GITHUB_IS_AWAY.from - MERGED_AFTER, cluster: 'prod-us', hours: 4 }),
  released({ at: 12 * HOUR, cluster: 'prod-eu' }),
  released({ at: DAY, cluster: 'prod-us', by: 'erin' }),
  released({ at: DAY + HOUR, cluster: 'staging' }),
  revoked({ at: DAY + 2 * HOUR, cluster: 'prod-eu' }),
  revoked({ at: DAY + 3 * HOUR, cluster: 'prod-us' }),
  removed({ at: DAY + 4 * HOUR, cluster: 'prod-eu', by: 'erin' }),
  removed({ at: DAY + 5 * HOUR, cluster: 'staging' }),
  changed('is extended', { at: DAY + 6 * HOUR, cluster: 'prod-eu', hours: 1 }, 3),
  changed('is extended', { at: DAY + 7 * HOUR, cluster: 'prod-us', hours: 2 }, 4),
  changed('is extended', { at: 4 * DAY, cluster: 'staging', hours: 1, by: 'erin' }, 4),
  changed('is cut short', { at: 4 * DAY + 6 * HOUR, cluster: 'prod-eu', hours: 4 }, 1),
  scheduled({ at: 2 * DAY, cluster: 'prod-eu' }, DAY, '2026-11-19T06:00:00Z'),
  scheduled({ at: 2 * DAY, cluster: 'prod-us' }, 2 * DAY, '2026-11-20T06:00:00Z'),
  scheduled({ at: 2 * DAY + HOUR, cluster: 'staging' }, 3 * DAY - HOUR, '2026-11-21T06:00:00Z'),
  neverMerged('waits for too long', { at: 2 * HOUR, cluster: 'prod-eu' }),
  neverMerged('waits for too long', { at: 6 * HOUR, cluster: 'prod-us', by: 'erin' }),
  neverMerged('is withdrawn', { at: 8 * HOUR, cluster: 'staging' }, [
    [20, async ({ world }, pull) => world.alice.close(pull())],
  ]),
  neverMerged('is withdrawn', { at: DAY + 8 * HOUR, cluster: 'prod-us' }, [
    [20, async ({ world }, pull) => world.alice.close(pull())],
  ]),
  neverMerged('is denied', { at: 10 * HOUR, cluster: 'prod-eu', by: 'erin' }, [
    [20, async ({ world }, pull) => world.bob.close(pull())],
  ]),
  neverMerged('is denied', { at: 11 * HOUR, cluster: 'staging' }, [
    [20, async ({ world }, pull) => world.bob.requestChanges(pull())],
    [30, async ({ world }, pull) => world.alice.close(pull())],
  ]),
  refused({ at: 13 * HOUR, cluster: 'prod-eu' }),
  refused({ at: DAY + 10 * HOUR, cluster: 'prod-us' }),
  granted(
    'is single actions',
    { at: 4 * DAY + HOUR, cluster: 'prod-eu', role: 'actions', hours: 1 },
    {
      events: ['granted', 'expired'],
    },
  ),
  granted(
    'is single actions',
    { at: 4 * DAY + 2 * HOUR, cluster: 'prod-us', role: 'actions', hours: 1 },
    {
      events: ['granted', 'expired'],
    },
  ),
  withoutApproval(
    'needs nobody',
    { at: 4 * DAY + 3 * HOUR, cluster: 'prod-us', role: 'reader', hours: 8 },
    {},
  ),
  withoutApproval('needs nobody', { at: 4 * DAY + 4 * HOUR, cluster: 'prod-eu', role: 'reader' }, {}),
  withoutApproval(
    'is an emergency',
    { at: 5 * DAY, cluster: 'prod-eu', role: 'incident', hours: 1 },
    {
      // A day is what the review has; it comes too late.
      deeds: [[26 * HOUR, async ({ world }, pull) => world.bob.approve(pull())]],
      events: ['granted', 'expired', 'reviewed'],
    },
  ),
  withoutApproval(
    'is an emergency',
    { at: 5 * DAY, cluster: 'prod-us', role: 'incident', hours: 1, by: 'erin' },
    {
      deeds: [[30, async ({ world }, pull) => world.carol.approve(pull())]],
      events: ['granted', 'reviewed', 'expired'],
    },
  ),
  granted(
    'is deleted in the cluster',
    { at: 5 * DAY + 2 * HOUR, cluster: 'prod-eu', namespace: 'payments' },
    {
      deeds: [[60, async (stage) => deleteByHand(stage)]],
      events: ['granted', 'revoked'],
      access: [MERGED_AFTER, 60],
    },
  ),
  granted(
    'is changed in the cluster',
    { at: 5 * DAY + 4 * HOUR, cluster: 'staging' },
    {
      deeds: [[60, addMallory]],
      events: ['granted', 'drift', 'expired'],
    },
  ),
  granted(
    'is frozen',
    { at: 5 * DAY + 3 * HOUR, cluster: 'prod-us' },
    {
      deeds: [
        [
          60,
          async ({ clusters }) =>
            clusters['prod-us'].setFreeze({ reason: 'INC-99, a stolen laptop', all: 'true' }),
        ],
        [90, async ({ clusters }) => clusters['prod-us'].setFreeze(undefined)],
      ],
      events: ['granted', 'revoked'],
      access: [MERGED_AFTER, 60],
    },
  ),
];

/** What comes to pass besides, and asks for nothing. */
export const besides: readonly Appointment[] = [
  ...policyChange(4 * DAY + 12 * HOUR),
  { at: 4 * DAY + 14 * HOUR, keep: async ({ world }) => world.github.directPush({ [STRAY]: 'Buy milk.\n' }) },
  { at: 4 * DAY + 15 * HOUR, keep: async ({ world }) => world.github.directPush({ [STRAY]: null }) },
];

/** By its owners, and nothing is decided otherwise by it. */
function policyChange(at: Minute): readonly Appointment[] {
  let pull: PullRequest | undefined;
  return [
    {
      at,
      keep: async ({ world, policy }) => {
        const files = { 'access-requests/policy.yaml': `${policy}# Read by dave.\n` };
        pull = await world.dave.asks({ files });
      },
    },
    { at: at + APPROVED_AFTER, keep: async ({ world }) => world.carol.approve(pull!) }, // asked before
    { at: at + MERGED_AFTER, keep: async ({ world }) => world.dave.merge(pull!, 'squash') }, // asked before
  ];
}

/** Somebody is added to it in the cluster: it is the only one that is held there then. */
async function addMallory({ clusters }: TimelineStage): Promise<void> {
  for (const held of await clusters.staging.bindings())
    await clusters.staging.addSubject(held, 'mallory@acme.com');
}

/** The only one that is held there then. */
async function deleteByHand({ clusters }: TimelineStage): Promise<void> {
  for (const held of await clusters['prod-eu'].bindings()) await clusters['prod-eu'].takeAway(held);
}
