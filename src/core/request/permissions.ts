/** What a role allows, in one canonical form, and the digest by which "what was seen" and "what is granted" are compared. */

/** An RBAC rule, as Kubernetes has it. https://kubernetes.io/docs/reference/kubernetes-api/authorization-resources/cluster-role-v1/ */
export interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  readonly resourceNames: readonly string[];
  readonly nonResourceURLs: readonly string[];
}
