/** What can be asked for as an action: each verb, what it goes with, what kubectl needs for it, and what RBAC cannot bound. */

/** A part of one object, and what kubectl does with it: `['/scale', ['get', 'patch']]`; the object itself is `''`. */
export type Need = readonly [part: '' | `/${string}`, verbs: readonly string[]];

export interface VerbFacts {
  /** Resources in full (`deployments.apps`); undefined: any that can be read. */
  readonly goesWith: readonly string[] | undefined;
  /** What follows the object: nothing, `--replicas=N`, or `--<container>=<image>`. */
  readonly option: 'none' | 'replicas' | 'image';
  /** Exactly what kubectl asks of the API server, each bound to the one name. */
  readonly needs: readonly Need[];
  /**
   * NB: RBAC lets somebody patch an object or not; which change it is, and that it happens once, only admission can tell.
   * `for what comes back`: an object that is never made anew under its name cannot be met twice. `not needed`: RBAC
   * bounds it, but where the guard stands it asks. `never`: reads do not pass admission.
   */
  readonly guard: 'never' | 'not needed' | 'for what comes back' | 'always';
}

const PODS = ['pods'];
const RESTARTED = ['deployments.apps', 'statefulsets.apps', 'daemonsets.apps'];
const SCALED = ['deployments.apps', 'statefulsets.apps', 'replicasets.apps', 'replicationcontrollers'];
const DELETED = [...PODS, ...SCALED, 'daemonsets.apps', 'jobs.batch', 'cronjobs.batch'];
const READ: Need = ['', ['get']];
const CHANGE: Need = ['', ['get', 'patch']];

export const VERBS = {
  delete: {
    goesWith: DELETED,
    option: 'none',
    needs: [['', ['get', 'delete']]],
    guard: 'for what comes back',
  },
  evict: {
    goesWith: PODS,
    option: 'none',
    needs: [['/eviction', ['create']]],
    guard: 'for what comes back',
  },
  scale: {
    goesWith: SCALED,
    option: 'replicas',
    needs: [READ, ['/scale', ['get', 'update', 'patch']]],
    guard: 'always',
  },
  'rollout restart': { goesWith: RESTARTED, option: 'none', needs: [CHANGE], guard: 'always' },
  'set image': { goesWith: RESTARTED, option: 'image', needs: [CHANGE], guard: 'always' },
  exec: { goesWith: PODS, option: 'none', needs: [READ, ['/exec', ['get', 'create']]], guard: 'not needed' },
  attach: {
    goesWith: PODS,
    option: 'none',
    needs: [READ, ['/attach', ['get', 'create']]],
    guard: 'not needed',
  },
  'port-forward': {
    goesWith: PODS,
    option: 'none',
    needs: [READ, ['/portforward', ['get', 'create']]],
    guard: 'not needed',
  },
  logs: { goesWith: PODS, option: 'none', needs: [READ, ['/log', ['get']]], guard: 'never' },
  get: { goesWith: undefined, option: 'none', needs: [READ], guard: 'never' },
  cordon: { goesWith: ['nodes'], option: 'none', needs: [CHANGE], guard: 'always' },
  uncordon: { goesWith: ['nodes'], option: 'none', needs: [CHANGE], guard: 'always' },
} as const satisfies Readonly<Record<string, VerbFacts>>;

export type Verb = keyof typeof VERBS;

export const VERB_NAMES = Object.keys(VERBS) as readonly Verb[]; // its own keys

export function factsOfVerb(verb: Verb): VerbFacts {
  return VERBS[verb];
}

/** The verb that stands first, by the longest that fits, and what comes after it; undefined where there is none. */
export function verbFirst(
  words: readonly string[],
): { readonly verb: Verb; readonly rest: readonly string[] } | undefined {
  const length = [2, 1].find((many) => isVerb(words.slice(0, many).join(' ')));
  if (length === undefined) return undefined;
  const verb = words.slice(0, length).join(' ');
  return isVerb(verb) ? { verb, rest: words.slice(length) } : undefined;
}

function isVerb(text: string): text is Verb {
  return Object.hasOwn(VERBS, text);
}
