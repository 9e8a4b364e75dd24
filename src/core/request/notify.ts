/** Whom the policy wants told: routes, and where what takes them goes. */

/**
 * `incident`: what somebody must look at soon. `escalation`: what waited for too long. `default`: everything else, and what
 * takes a route that the policy does not name.
 */
export const ROUTES = ['default', 'incident', 'escalation'] as const;

export type Route = (typeof ROUTES)[number];

/** Names of destinations by route; undefined: the policy does not say. */
export type Notify = { readonly [Name in Route]?: readonly string[] | undefined } | undefined;

/** The destination that `SLACK_WEBHOOK_URL` leads to. */
export const SLACK = 'slack';

/** Where what takes this route goes. A policy that says nothing of it has everything told in Slack, where that has an address. */
export function destinationsOf(notify: Notify, route: Route): readonly string[] {
  if (notify === undefined) return [SLACK];
  return [...new Set(notify[route] ?? notify.default ?? [])];
}

/** Every destination that the policy names. */
export function destinationsIn(notify: Notify): readonly string[] {
  return [...new Set(ROUTES.flatMap((route) => notify?.[route] ?? []))];
}

/** The setting that says where a destination is. */
export function settingOf(destination: string): string {
  return destination === SLACK
    ? 'SLACK_WEBHOOK_URL'
    : `NOTIFY_${destination.toUpperCase().replaceAll('-', '_')}_URL`;
}
