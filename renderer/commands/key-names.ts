/** What a key event says, in the words of the command table: `w`, `shift+n`, `alt+ArrowLeft`, `ctrl+k`, `?`. */
export function keyOf(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>): string {
  const { key } = event;
  const name = key.length === 1 ? key.toLowerCase() : key;
  // Which symbol Shift makes of a key is the keyboard's business: it is in `key` already.
  const isShiftNamed = event.shiftKey && (key.length > 1 || /\p{L}/u.test(key));
  return [
    event.ctrlKey || event.metaKey ? 'ctrl+' : '',
    event.altKey ? 'alt+' : '',
    isShiftNamed ? 'shift+' : '',
    name,
  ].join('');
}

const shown: Readonly<Record<string, string>> = {
  ArrowRight: '→',
  ArrowLeft: '←',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Escape: 'Esc',
  ' ': 'Space',
  PageUp: 'Page ↑',
  PageDown: 'Page ↓',
  ctrl: 'Ctrl',
  alt: 'Alt',
  shift: 'Shift',
};

/** A key of the command table as people read it, one cap after the other: `ctrl+k` is Ctrl, K. */
export function keyCaps(key: string): string[] {
  return key.split(/\+(?=.)/).map((part) => shown[part] ?? (part.length === 1 ? part.toUpperCase() : part));
}
