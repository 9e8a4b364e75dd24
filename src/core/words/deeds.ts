/** What rules let a person do, grouped by deed: `read pods and logs and run commands in any pod`. */
import { count, list } from './lists.ts';
import type { SaidRule } from './rules.ts';

/** What one line can hold; more is summed up, the reads first. */
const MOST = 140;

/** Short where it can be; else the number of rules stands for what no line can hold, and the check lists them all. */
export function sayDeeds(rules: readonly SaidRule[], role: string): string {
  const { read, others } = deedsOf(rules);
  const whole = joined(read, others);
  if (whole.length <= MOST) return whole;
  const [first = '', second = '', ...rest] = read;
  const summed = [first, second, `${rest.length} more kinds of objects`];
  const short = rest.length < 2 ? whole : joined(summed, others);
  return short.length <= MOST
    ? short
    : `do what the role ${role} allows (${count(rules.length, 'rule')}, listed below)`;
}

function joined(read: readonly string[], others: readonly string[]): string {
  const deeds = [...(read.length === 0 ? [] : [`read ${list(read)}`]), ...others];
  return deeds.length === 0 ? 'do nothing (the role has no rules)' : list(deeds);
}

interface Deeds {
  /** What may be read, the gravest first. */
  readonly read: readonly string[];
  readonly others: readonly string[];
}

function deedsOf(rules: readonly SaidRule[]): Deeds {
  const read = new Set<string>();
  const named = new Set<string>();
  const byThing = new Map<string, Set<string>>();
  for (const { thing, name, verb } of rules.flatMap(permissionsOf)) {
    const known = NAMED[thing];
    if (READS.has(verb) && isPlain(thing)) read.add(`${CALLED[thing] ?? thing}${name}`);
    else if (known !== undefined && known.verbs.includes(verb) && name === '') named.add(known.deed);
    else byThing.set(thing + name, (byThing.get(thing + name) ?? new Set()).add(verb));
  }
  return { read: gravestFirst(read), others: [...named, ...byVerbs(byThing), ...addresses(rules)] };
}

interface Permission {
  /** `pods`, `pods/log`, `deployments.apps`. */
  readonly thing: string;
  /** ` named api`, or nothing. */
  readonly name: string;
  readonly verb: string;
}

function permissionsOf({ apiGroups, resources, verbs, resourceNames }: SaidRule): readonly Permission[] {
  const name = resourceNames.length === 0 ? '' : ` named ${list(resourceNames, 'or')}`;
  const things = apiGroups.flatMap((group) => resources.map((resource) => inGroup(resource, group)));
  return things.flatMap((thing) => verbs.map((verb) => ({ thing, name, verb })));
}

function inGroup(resource: string, group: string): string {
  const [whole = '', ...subresource] = resource.split('/');
  const named = group === '' ? whole : `${whole}.${group}`;
  return [named, ...subresource].join('/');
}

const READS: ReadonlySet<string> = new Set(['get', 'list', 'watch']);

/** NB: to "get" most subresources is no reading: get pods/exec is a shell, get nodes/proxy the whole node. */
function isPlain(thing: string): boolean {
  return !thing.includes('/') || /^pods\/log$|\/(status|scale)$/.test(thing);
}

const CALLED: Readonly<Record<string, string>> = {
  'pods/log': 'logs',
  // The same objects under another address.
  'events.events.k8s.io': 'events',
};

const NAMED: Readonly<Record<string, { readonly verbs: readonly string[]; readonly deed: string }>> = {
  'pods/exec': { verbs: ['create', 'get'], deed: 'run commands in any pod' },
  'pods/attach': { verbs: ['create', 'get'], deed: 'attach to any pod' },
  'pods/portforward': { verbs: ['create', 'get'], deed: 'reach the ports of any pod' },
  'pods/eviction': { verbs: ['create'], deed: 'evict any pod' },
};

const GRAVEST = ['secrets', 'pods', 'logs'];

function gravestFirst(read: ReadonlySet<string>): readonly string[] {
  const first = GRAVEST.filter((thing) => read.has(thing));
  return [...first, ...[...read].filter((thing) => !first.includes(thing))];
}

/** `create and delete pods and jobs.batch`: what is done with the same verbs is told together. */
function byVerbs(byThing: ReadonlyMap<string, ReadonlySet<string>>): readonly string[] {
  const grouped = new Map<string, string[]>();
  for (const [thing, verbs] of byThing) {
    const said = list([...verbs].sort());
    grouped.set(said, [...(grouped.get(said) ?? []), thing]);
  }
  return [...grouped].map(([verbs, things]) => `${verbs} ${list(things)}`);
}

function addresses(rules: readonly SaidRule[]): readonly string[] {
  const asked = new Set(
    rules.flatMap(({ nonResourceURLs, verbs }) =>
      nonResourceURLs.length === 0 ? [] : [`${list(verbs)} ${list(nonResourceURLs)}`],
    ),
  );
  return [...asked];
}
