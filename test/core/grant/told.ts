/** What a reader of a plan needs of it: one line for each change. */
import type { PlannedChange } from '../../../src/core/grant/change.ts';

export function told(changes: readonly PlannedChange[]): readonly string[] {
  return changes.map(line);
}

function line(change: PlannedChange): string {
  switch (change.kind) {
    case 'end': {
      const { type, by, bound, why } = change.event;
      const first = change.held === undefined ? 'nothing to delete' : `delete ${change.held.name}`;
      return `end ${type} by ${by.kind}, ${first}, ${bound ? 'bound' : 'never bound'}: ${why ?? '–'}`;
    }
    case 'end unseen':
      return `end unseen: ${change.event.why}`;
    case 'take':
    case 'remove':
    case 'tidy':
      return `${change.kind} ${'rules' in change.held ? 'the role ' : ''}${change.held.name}`;
    case 'apply':
      return `apply ${change.role === undefined ? '' : 'the role and '}${change.binding.name} for ${change.binding.subjects.map(({ name }) => name).join()}`;
    case 'restore role':
      return `restore the role ${change.role.name}`;
    case 'grant':
      return `grant ${change.grant.event.path} by #${change.grant.event.pr.number}`;
    case 'refuse':
      return `refuse ${change.file.path}, ${change.file.restore === undefined ? 'take it out' : 'put it back'}: ${change.event.why.join(' ')}`;
    case 'decline':
      return `decline #${change.event.pr.number}, ${change.alone ? 'alone' : 'with others'}`;
    case 'guardrails':
      return `guardrails: ${change.event.reason}`;
    case 'drift':
      return `drift: ${change.event.why}`;
    case 'reviewed':
      return `reviewed ${change.event.path} by ${change.event.approvals.map(({ by }) => by.login).join()}`;
    case 'checkpoint': {
      const { head, waiting } = change.checkpoint;
      return `checkpoint ${change.cluster} at ${head.slice(0, 4)}, waiting for ${waiting.join() || 'nothing'}`;
    }
    case 'alert':
      return `alert ${change.alert.kind}`;
  }
}
