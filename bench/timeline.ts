// What one grant consisted of, call by call: for whoever looks for where its time went.
import type { Call } from './calls.ts';

/** A line a call: when it began and how long it lasted, in milliseconds after `start`. */
export function timeline(calls: readonly Call[], start: number): string {
  const lines = calls.map((call) => {
    const lasted = call.end === undefined ? '…' : (call.end - call.start).toFixed(1);
    return `${(call.start - start).toFixed(1).padStart(8)} ${lasted.padStart(7)}  ${whatIs(call)}`;
  });
  return lines.join('\n');
}

function whatIs(call: Call): string {
  switch (call.kind) {
    case 'github': {
      const { pathname, search } = new URL(call.url);
      const isCommit = call.body?.includes('createCommitOnBranch') === true;
      return `GitHub     ${call.method} ${pathname}${search}${isCommit ? ' (commit)' : ''}`;
    }
    case 'kubernetes':
      return `Kubernetes ${call.method} ${call.url}`;
    case 'git':
      return `git        ${call.args.slice(1).join(' ').slice(0, 120)}`;
  }
}
