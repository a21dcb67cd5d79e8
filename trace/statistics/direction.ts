/** Which way the bytes of an operation go: 1 to the peer, -1 from it, 0 neither. By the number of its function. */
export function directionsOf(functions: readonly string[]): readonly (1 | 0 | -1)[] {
  return ['', ...functions].map(directionOf);
}

/** The same of one function. AcceptEx receives what the peer sends first; ConnectEx sends what comes along with the connection. */
export function directionOf(name: string): 1 | 0 | -1 {
  if (/Send|Transmit|ConnectEx|WriteFile/.test(name)) return 1;
  return /Recv|AcceptEx|ReadFile/.test(name) ? -1 : 0;
}
