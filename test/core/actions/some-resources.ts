/** What a plain cluster serves, as far as actions are about it, in the API server's own order. */
import type { ApiResource, Discovery } from '../../../src/core/actions/api-resource.ts';

const ALL = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];

export function aResource(name: string, over: Partial<ApiResource> = {}): ApiResource {
  const singular = name.replace(/s$/, '');
  return {
    group: '',
    versions: ['v1'],
    name,
    singular,
    shortNames: [],
    namespaced: true,
    verbs: ALL,
    subresources: [],
    ...over,
  };
}

const workload = { group: 'apps', subresources: ['scale', 'status'] };

export const someResources: Discovery = {
  resources: [
    aResource('configmaps', { shortNames: ['cm'] }),
    aResource('events', { shortNames: ['ev'] }),
    aResource('nodes', { shortNames: ['no'], namespaced: false, subresources: ['proxy', 'status'] }),
    aResource('pods', {
      shortNames: ['po'],
      subresources: ['attach', 'eviction', 'exec', 'log', 'portforward', 'status'],
    }),
    aResource('replicationcontrollers', { shortNames: ['rc'], subresources: ['scale', 'status'] }),
    aResource('secrets'),
    aResource('daemonsets', { ...workload, shortNames: ['ds'], subresources: ['status'] }),
    aResource('deployments', { ...workload, shortNames: ['deploy'] }),
    aResource('replicasets', { ...workload, shortNames: ['rs'] }),
    aResource('statefulsets', { ...workload, shortNames: ['sts'] }),
    aResource('events', { group: 'events.k8s.io', shortNames: ['ev'] }),
    aResource('tokenreviews', { group: 'authentication.k8s.io', namespaced: false, verbs: ['create'] }),
    aResource('cronjobs', { group: 'batch', shortNames: ['cj'], subresources: ['status'] }),
    aResource('jobs', { group: 'batch', subresources: ['status'] }),
  ],
  silent: [],
};
