/** What rules let a person do, grouped by deed: `read pods and logs and run commands in any pod`. */
import { VERBS_WITHOUT_NAMES } from '../permissions/dangers.ts';
import { parts } from '../permissions/harmless.ts';
import { nameOf } from '../permissions/permission.ts';
import { count, list, someOf } from './lists.ts';
import { saidOf } from './permission-table.ts';
import type { SaidRule } from './rules.ts';

/** What one line can hold; more is summed up, the reads first. */
const MOST = 140;

/** Short where it can be; else the number of rules stands for what no line can hold, and the check lists them all. */
export function sayDeeds(rules: readonly SaidRule[], role: string): string {
  return (
    sayInALine(rules) ?? `do what the role ${role} allows (${count(rules.length, 'rule')}, listed below)`
  );
}

/** Undefined where no line can hold it. */
export function sayInALine(rules: readonly SaidRule[]): string | undefined {
  const { read, others } = deedsOf(rules);
  const whole = joined(read, others);
  if (whole.length <= MOST) return whole;
  const [first = '', second = '', ...rest] = read;
  const summed = [first, second, `${rest.length} more kinds of objects`];
  const short = rest.length < 2 ? whole : joined(summed, others);
  return short.length <= MOST ? short : undefined;
}

/** All of it, however long. */
export function sayAllDeeds(rules: readonly SaidRule[]): string {
  const { read, others } = deedsOf(rules);
  return joined(read, others);
}

function joined(read: readonly string[], others: readonly string[]): string {
  const deeds = [...(read.length === 0 ? [] : [`read ${list(read)}`]), ...others];
  if (deeds.length === 0) return 'do nothing (the role has no rules)';
  // Lists inside a list: what belongs together is heard.
  if (deeds.length === 2 && deeds[0]?.includes(',')) return deeds.join(', and ');
  return deeds.length < 3 ? list(deeds) : `${deeds.slice(0, -1).join('; ')}; and ${deeds.at(-1)}`;
}

interface Deeds {
  /** What may be read, the gravest first. */
  readonly read: readonly string[];
  readonly others: readonly string[];
}

function deedsOf(rules: readonly SaidRule[]): Deeds {
  const read = new Set<string>();
  const byObject = new Map<string, Set<string>>();
  for (const { deed, object } of rules.flatMap(single).map(said)) {
    if (deed === 'read') read.add(object);
    else byObject.set(object, (byObject.get(object) ?? new Set()).add(deed));
  }
  return { read: gravestFirst(read), others: [...byDeeds(byObject), ...addresses(rules)] };
}

interface Single {
  /** `pods`, `pods/log`, `deployments.apps`. */
  readonly name: string;
  readonly verb: string;
  /** Empty: any object. */
  readonly objects: readonly string[];
}

function single({ apiGroups, resources, verbs, resourceNames }: SaidRule): readonly Single[] {
  return apiGroups.flatMap((group) =>
    resources.flatMap((resource) =>
      verbs.map((verb) => ({
        name: nameOf(group, resource),
        verb,
        objects: isHeldToNames(resource, verb) ? resourceNames : [],
      })),
    ),
  );
}

/** NB: a sentence that named the objects where RBAC does not hold a verb to them would say less than is allowed. */
function isHeldToNames(resource: string, verb: string): boolean {
  return resource.includes('/') || !VERBS_WITHOUT_NAMES.includes(verb);
}

function said({ name, verb, objects }: Single): { readonly deed: string; readonly object: string } {
  const known = saidOf(name, verb);
  const deed = known?.deed ?? deedOf(name, verb);
  // To read something of a name is to read that thing, whatever else is done to it.
  const object = known?.object ?? saidOf(name, 'get')?.object ?? name;
  if (objects.length === 0) return { deed, object };
  return { deed, object: `${object.replace(/^any /, 'the ')} named ${someOf(objects, 'or')}` };
}

/** NB: to "get" most subresources is no reading: get pods/exec is a shell, get nodes/proxy the whole node. */
function deedOf(name: string, verb: string): string {
  const [, subresource] = parts(name);
  const isPlain = subresource === undefined || subresource === 'status' || subresource === 'scale';
  return (isPlain ? PLAIN[verb] : undefined) ?? verb;
}

const PLAIN: Readonly<Record<string, string>> = {
  get: 'read',
  list: 'read',
  watch: 'read',
  update: 'change',
  patch: 'change',
  deletecollection: 'delete',
};

const GRAVEST = ['secrets', 'pods', 'logs'];

function gravestFirst(read: ReadonlySet<string>): readonly string[] {
  const first = GRAVEST.filter((thing) => read.has(thing));
  return [...first, ...[...read].filter((thing) => !first.includes(thing))];
}

/** `create and delete pods and jobs`: what is done in the same ways is told together. */
function byDeeds(byObject: ReadonlyMap<string, ReadonlySet<string>>): readonly string[] {
  const grouped = Map.groupBy(byObject.keys(), (object) => list([...byObject.get(object)!])); // its own key
  return [...grouped].map(([deeds, objects]) => `${deeds} ${list(objects)}`);
}

function addresses(rules: readonly SaidRule[]): readonly string[] {
  const asked = new Set(
    rules.flatMap(({ nonResourceURLs, verbs }) =>
      nonResourceURLs.length === 0 ? [] : [`${list(verbs)} ${list(nonResourceURLs)}`],
    ),
  );
  return [...asked];
}
