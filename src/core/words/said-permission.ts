/** One row of the table of permissions: what it is, and how people say it. */

export interface SaidPermission {
  /** `resource[.group][/subresource]` */
  readonly name: string;
  readonly verbs: readonly string[];
  /** What its holder does: `scale`, `run commands in`. */
  readonly deed: string;
  /** What they do it to, of any name: `deployments`, `any pod`. */
  readonly object: string;
  /** What it means, where its kind does not say all. */
  readonly means?: string;
}

export const READ = ['get', 'list', 'watch'];
export const CHANGE = ['update', 'patch'];
export const DELETE = ['delete', 'deletecollection'];

export function reading(name: string, object: string): SaidPermission {
  return { name, verbs: READ, deed: 'read', object };
}
