/** The resources that a cluster serves, and which of them somebody means who types a name to kubectl. */
import { nearest } from '../request/nearest.ts';

export interface ApiResource {
  /** Empty for the core group. */
  readonly group: string;
  /** The one that the API server prefers stands first. */
  readonly versions: readonly string[];
  /** `deployments`. */
  readonly name: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
  /** `scale`, `log`. */
  readonly subresources: readonly string[];
}

/** What an API server says that it serves. */
export interface Discovery {
  /** In the order of the API server's own preference, in which kubectl looks too. */
  readonly resources: readonly ApiResource[];
  /** Groups that did not answer it just now: what they serve is not known. */
  readonly silent: readonly string[];
}

export type Found =
  | { readonly kind: 'found'; readonly resource: ApiResource }
  | { readonly kind: 'ambiguous'; readonly names: readonly string[] }
  | { readonly kind: 'unknown'; readonly nearest: string | undefined }
  | { readonly kind: 'unread'; readonly groups: readonly string[] };

/** `pods`, `deployments.apps`: with its group, as no other is called. */
export function fullName({ group, name }: Pick<ApiResource, 'group' | 'name'>): string {
  return group === '' ? name : `${name}.${group}`;
}

/**
 * Plural, singular or short name, alone or with `.group` or `.version.group`; one name in several groups is the group that
 * the API server puts first. NB: kubectl also completes the beginning of a group, and takes the first of two resources
 * with one short name, with a warning; both are left out here, where a name must have one meaning.
 * https://github.com/kubernetes/apimachinery/blob/v0.36.2/pkg/api/meta/restmapper.go
 */
export function findResource(written: string, { resources, silent }: Discovery): Found {
  const [name = '', ...qualifiers] = written.split('.');
  const called = resources.filter((resource) => isCalled(resource, name));
  const matches = qualifiers.length === 0 ? called : qualified(called, qualifiers);
  const [first] = matches;
  if (first !== undefined) {
    const names = matches.filter((match) => match.name !== first.name).map(fullName);
    return names.length === 0
      ? { kind: 'found', resource: first }
      : { kind: 'ambiguous', names: [fullName(first), ...names] };
  }
  const group = qualifiers.join('.');
  const unheard = silent.filter(
    (one) => qualifiers.length === 0 || one === group || group.endsWith(`.${one}`),
  );
  if (unheard.length > 0) return { kind: 'unread', groups: unheard };
  return { kind: 'unknown', nearest: nearest(written, candidates(resources)) };
}

function isCalled({ name, singular, shortNames }: ApiResource, written: string): boolean {
  return name === written || singular === written || shortNames.includes(written);
}

function qualified(resources: readonly ApiResource[], qualifiers: readonly string[]): readonly ApiResource[] {
  const [version = '', ...rest] = qualifiers;
  const inVersion = resources.filter(
    ({ group, versions }) => rest.length > 0 && group === rest.join('.') && versions.includes(version),
  );
  return inVersion.length > 0 ? inVersion : resources.filter(({ group }) => group === qualifiers.join('.'));
}

function candidates(resources: readonly ApiResource[]): readonly string[] {
  return resources.flatMap((resource) => [resource.name, fullName(resource), resource.singular]);
}
