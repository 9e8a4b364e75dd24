// Routes of the App itself: who it is, its installation, its tokens, its webhook deliveries.
import { randomBytes } from 'node:crypto';
import { notFound, timestamp } from '../hub.ts';
import { created, ok, page, type Answer, type Call } from '../http/answers.ts';
import type { Route } from '../http/router.ts';
import { delivery, installation, ourApp } from '../render/app.ts';
import { repository } from '../render/repository.ts';
import type { Courier } from '../webhooks/courier.ts';
import { repositoryIn } from './found.ts';
import { Refusal } from '../hub.ts';

const need = { kind: 'app' } as const;
const hour = 3_600_000;

export function appRoutes(courier: Courier): readonly Route[] {
  return [
    { method: 'GET', path: '/app', need, handle: ({ hub }) => ok(ourApp(hub.state)) },
    {
      method: 'GET',
      path: '/app/installations',
      need,
      handle: (call) => page(call, [installation(call.hub.state)]),
    },
    {
      method: 'GET',
      path: '/app/installations/{installation_id}',
      need,
      handle: (call) => ok(installation(installationIn(call))),
    },
    {
      method: 'GET',
      path: '/repos/{owner}/{repo}/installation',
      need,
      handle: (call) => ok(installation(repositoryIn(call))),
    },
    { method: 'POST', path: '/app/installations/{installation_id}/access_tokens', need, handle: makeToken },
    { method: 'GET', path: '/app/hook/deliveries', need, handle: listDeliveries },
    {
      method: 'POST',
      path: '/app/hook/deliveries/{delivery_id}/attempts',
      need,
      handle: (call) => {
        if (!courier.redeliver(Number(call.params['delivery_id']))) throw notFound();
        return { status: 202, body: {} };
      },
    },
  ];
}

const installationIn = (call: Call) => {
  const { state } = call.hub;
  if (Number(call.params['installation_id']) !== state.installation.id) throw notFound();
  return state;
};

function makeToken(call: Call): Answer {
  const state = installationIn(call);
  if (state.installation.suspendedAt !== null) throw new Refusal(403, 'This installation has been suspended');
  const token = `ghs_${randomBytes(18).toString('hex')}`;
  const expiresAt = Date.now() + hour;
  state.installationTokens.push({ token, expiresAt });
  return created({
    token,
    expires_at: timestamp(expiresAt),
    permissions: { ...state.installation.permissions },
    repository_selection: 'selected',
    ...(call.body['repositories'] || call.body['repository_ids']
      ? { repositories: [repository(state)] }
      : {}),
  });
}

/** Newest first, of the last three days; paged by a cursor. */
function listDeliveries(call: Call): Answer {
  const { state, now } = call.hub;
  const since = now() - 3 * 24 * hour;
  const recent = state.deliveries.filter((one) => one.deliveredAt >= since).toReversed();
  const size = Math.min(Number(call.url.searchParams.get('per_page')) || 30, 100);
  const cursor = Number(call.url.searchParams.get('cursor')) || Number.POSITIVE_INFINITY;
  const rest = recent.filter((one) => one.id < cursor);
  const items = rest.slice(0, size);
  const last = items.at(-1);
  if (rest.length <= size || !last) return ok(items.map((one) => delivery(state, one)));
  const next = new URL(call.url);
  next.searchParams.set('cursor', String(last.id));
  return { ...ok(items.map((one) => delivery(state, one))), headers: { link: `<${next.href}>; rel="next"` } };
}
