// Comments on a pull request's conversation.
import { invalid, type Hub } from './hub.ts';
import { nextId, type Account, type Comment, type PullRequest } from './state.ts';
import { noteComment } from './webhooks/notes.ts';

const longest = 65_536;

export function addComment(hub: Hub, by: Account, pull: PullRequest, body: string): Comment {
  refuseUnfit(body);
  const at = hub.now();
  const comment: Comment = {
    id: nextId(hub.state),
    pull: pull.number,
    author: by.id,
    body,
    createdAt: at,
    updatedAt: at,
    lastEditedAt: null,
    viaApp: by.id === hub.state.app.bot,
  };
  hub.state.comments.push(comment);
  pull.updatedAt = at;
  noteComment(hub, 'created', pull, comment, by);
  return comment;
}

export function editComment(hub: Hub, by: Account, pull: PullRequest, comment: Comment, body: string): void {
  refuseUnfit(body);
  const from = comment.body;
  comment.body = body;
  comment.updatedAt = hub.now();
  comment.lastEditedAt = hub.now();
  noteComment(hub, 'edited', pull, comment, by, { changes: { body: { from } } });
}

export function deleteComment(hub: Hub, by: Account, pull: PullRequest, comment: Comment): void {
  hub.state.comments.splice(hub.state.comments.indexOf(comment), 1);
  noteComment(hub, 'deleted', pull, comment, by);
}

const refuseUnfit = (body: string): void => {
  if (body.trim() === '') throw invalid('IssueComment', 'body', "Body can't be blank");
  if (body.length > longest) {
    throw invalid('IssueComment', 'body', `Body is too long (maximum is ${longest} characters)`);
  }
};
