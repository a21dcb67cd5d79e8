/** A way to write a query: examples, and what they ask for. What is typed stands between backticks. */
export interface SyntaxRow {
  readonly writes: readonly string[];
  readonly means: string;
}

/** How terms are written and put together. Explained in docs/query.md in the same words. */
export const syntax: readonly SyntaxRow[] = [
  { writes: ['api:WSARecv inflight>5ms'], means: 'both: terms side by side must all fit' },
  {
    writes: ['api:WSARecv or end:failed'],
    means: 'one of them; `or` binds less than standing side by side. `( )` group',
  },
  { writes: ['api:WSARecv|WSASend'], means: 'one of the values' },
  { writes: ['-end:completed'], means: 'those that do not fit' },
  { writes: ['error:*', 'error:none'], means: 'those that have one; those that have none' },
  {
    writes: ['api:WSA*', 'socket:127.0.0.1:*'],
    means: 'a value of which `*` is any part. Without it the whole value must fit; small letters or large do',
  },
  { writes: ['thread:"worker 1"'], means: 'a value with spaces, or in which `*` is a star' },
  {
    writes: ['>', '>=', '<', '<='],
    means:
      'what has a size: a time with its unit (`ns`, `us`, `ms`, `s`, `min`), bytes (`512`, `4k`, `4Ki`, `1.5M`), a number',
  },
  {
    writes: ['reset', '5001', 'worker'],
    means: 'a word alone: part of the name of the function, socket, peer, thread, outcome, end, status or error',
  },
];
