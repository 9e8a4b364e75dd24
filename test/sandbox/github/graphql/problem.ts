// Errors of GraphQL that carry GitHub's `type`.
const typed = Symbol('type of a GraphQL problem');

/** An error that is answered with this `type`: `STALE_DATA`, `UNPROCESSABLE`, `NOT_FOUND`… */
export function problem(type: string, message: string): Error {
  return Object.assign(new Error(message), { [typed]: type });
}

export function problemType(error: unknown): string | undefined {
  return error instanceof Error && typed in error ? String(error[typed]) : undefined;
}
