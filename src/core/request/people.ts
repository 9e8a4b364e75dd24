/** GitHub account → Kubernetes username: `access-requests/people.yaml`, read strictly. */

export interface PersonEntry {
  readonly id: number;
  readonly username: string;
}

/** By login in lower case. */
export type People = ReadonlyMap<string, PersonEntry>;
