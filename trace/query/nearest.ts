/** The name that was probably meant: the one with the fewest letters to change, and not too many; undefined: none is near. */
export function nearest(text: string, names: Iterable<string>): string | undefined {
  const wanted = text.toLowerCase();
  let best: string | undefined;
  let fewest = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const name of names) {
    const changes = lettersToChange(wanted, name.toLowerCase(), fewest);
    if (changes < fewest) {
      fewest = changes;
      best = name;
    }
  }
  return best ?? startingWith(wanted, names);
}

/** Of what was typed only the beginning: `recv` for WSARecv, `CONNRESET` for WSAECONNRESET. */
function startingWith(wanted: string, names: Iterable<string>): string | undefined {
  if (wanted.length < 3) return undefined;
  return [...names].filter((name) => name.toLowerCase().includes(wanted)).sort((a, b) => a.length - b.length)[0];
}

/** How many letters are inserted, left out, replaced or swapped with their neighbour; stops counting at `limit`. */
function lettersToChange(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  const rows = [Array.from({ length: b.length + 1 }, (_, column) => column)];
  for (let row = 1; row <= a.length; row++) {
    const line = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      let changes = Math.min(
        rows[row - 1]![column]! + 1,
        line[column - 1]! + 1,
        rows[row - 1]![column - 1]! + (same ? 0 : 1),
      );
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        changes = Math.min(changes, rows[row - 2]![column - 2]! + 1);
      }
      line.push(changes);
    }
    rows.push(line);
  }
  return rows[a.length]![b.length]!;
}
