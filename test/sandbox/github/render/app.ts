// The App, its installation and its deliveries, in the JSON of GitHub's REST API.
import { timestamp } from '../hub.ts';
import type { App, Delivery, State } from '../state.ts';
import { nodeId, simpleUser } from './account.ts';

/** `integration`. */
export function app(state: State, one: App) {
  const ours = one.id === state.app.id;
  return {
    id: one.id,
    client_id: one.clientId,
    slug: one.slug,
    node_id: nodeId('A', one.id),
    owner: simpleUser(state, state.org),
    name: one.name,
    description: '',
    external_url: `${state.url}/apps/${one.slug}`,
    html_url: `${state.url}/apps/${one.slug}`,
    created_at: timestamp(one.createdAt),
    updated_at: timestamp(one.createdAt),
    permissions: ours ? { ...state.installation.permissions } : {},
    events: ours ? [...state.installation.events] : [],
  };
}

export const ourApp = (state: State) => app(state, state.app);

/** `installation`. */
export function installation(state: State) {
  const { installation: one, app: ours, org } = state;
  const api = `${state.url}/api/v3`;
  return {
    id: one.id,
    account: simpleUser(state, org),
    repository_selection: 'selected',
    access_tokens_url: `${api}/app/installations/${one.id}/access_tokens`,
    repositories_url: `${api}/installation/repositories`,
    html_url: `${state.url}/organizations/${org.login}/settings/installations/${one.id}`,
    app_id: ours.id,
    app_slug: ours.slug,
    target_id: org.id,
    target_type: 'Organization',
    permissions: { ...one.permissions },
    events: [...one.events],
    created_at: timestamp(one.createdAt),
    updated_at: timestamp(one.createdAt),
    single_file_name: null,
    has_multiple_single_files: false,
    single_file_paths: [],
    suspended_by: one.suspendedAt === null ? null : simpleUser(state, org),
    suspended_at: timestamp(one.suspendedAt),
  };
}

/** `hook-delivery-item`. */
export function delivery(state: State, one: Delivery) {
  return {
    id: one.id,
    guid: one.guid,
    delivered_at: timestamp(one.deliveredAt),
    redelivery: one.redelivery,
    duration: one.durationSeconds,
    status: one.status,
    status_code: one.statusCode,
    event: one.event,
    action: one.action,
    installation_id: state.installation.id,
    repository_id: state.repository.id,
    throttled_at: null,
  };
}
