// A pod that its ReplicaSet would replace by one of another name: it can be deleted but once.

type Post = (path: string, body: unknown) => Promise<unknown>;

/** `post`: as an administrator; gives what was made. */
export async function makeReplacedPod(post: Post, namespace: string, name: string): Promise<void> {
  const labels = { app: 'api' };
  const template = { metadata: { labels }, spec: { containers: [{ name: 'api', image: 'api' }] } };
  const set = await post(`/apis/apps/v1/namespaces/${namespace}/replicasets`, {
    metadata: { name: 'api' },
    spec: { replicas: 1, selector: { matchLabels: labels }, template },
  });
  const { uid } = (set as { readonly metadata: { readonly uid: string } }).metadata;
  const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'api', uid, controller: true };
  await post(`/api/v1/namespaces/${namespace}/pods`, {
    metadata: { name, generateName: 'api-', labels, ownerReferences: [owner] },
    spec: template.spec,
  });
}
