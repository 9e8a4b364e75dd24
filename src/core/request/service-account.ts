/** The usernames of service accounts. https://kubernetes.io/docs/reference/access-authn-authz/authentication/#service-account-tokens */

export interface ServiceAccount {
  readonly namespace: string;
  readonly name: string;
}

const BEGINNING = 'system:serviceaccount:';

/** NB: no person's username begins `system:` (`isUsername`), so nobody's can be taken for one of these. */
export function serviceAccountUsername({ namespace, name }: ServiceAccount): string {
  return `${BEGINNING}${namespace}:${name}`;
}

/** Undefined where the username is a person's. */
export function serviceAccountOf(username: string): ServiceAccount | undefined {
  if (!username.startsWith(BEGINNING)) return undefined;
  const [namespace, name, ...others] = username.slice(BEGINNING.length).split(':');
  const isOne = namespace !== undefined && namespace !== '' && name !== undefined && name !== '';
  return isOne && others.length === 0 ? { namespace, name } : undefined;
}
