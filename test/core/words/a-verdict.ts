// Verdicts for tests of words: a good request, and only what matters to the case besides.
import type { Rule } from '../../../src/core/permissions/rules.ts';
import type { Offer, Verdict } from '../../../src/core/review/verdict.ts';
import { hours } from '../../../src/core/time.ts';

export function aRule(
  verbs: readonly string[],
  resources: readonly string[],
  more: Partial<Rule> = {},
): Rule {
  return { apiGroups: [''], resources, verbs, resourceNames: [], nonResourceURLs: [], ...more };
}

export function anOffer(offer: Partial<Offer> = {}): Offer {
  return {
    path: 'access-requests/prod-eu/payments/debugger/alice-inc-4242.yaml',
    cluster: 'prod-eu',
    namespace: 'payments',
    role: 'debugger',
    clusterRole: 'daypass-debugger',
    subject: 'alice',
    username: 'alice@acme.com',
    term: { kind: 'from the merge', duration: hours(2) },
    reason: 'INC-4242, checkout latency, read logs and exec into api',
    rules: [
      aRule(['get', 'list', 'watch'], ['pods']),
      aRule(['get'], ['pods/log']),
      aRule(['create'], ['pods/exec']),
    ],
    ...offer,
  };
}

export function aVerdict(verdict: Partial<Verdict> = {}): Verdict {
  return {
    head: '82e50c8d8f3b104381f442a94ab5d6e169841e52',
    outcome: 'action_required',
    about: { kind: 'requests', offers: [anOffer()] },
    author: 'alice',
    problems: [],
    unread: [],
    approval: { missing: [], counted: [], uncounted: [] },
    digest: 'a7bfbae2',
    ...verdict,
  };
}
