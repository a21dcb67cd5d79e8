/**
 * Everything that a person can tell the window to do, in one table: keys, the palette, the list of keys, buttons' hints
 * and Electron's menu all read it. What a command does is the page's business (renderer/commands).
 */
export interface CommandText {
  /** Under which title it stands in the list of keys and in the palette. */
  readonly group: CommandGroup;
  readonly title: string;
  /**
   * `w`, `Home`, `shift+n`, `alt+ArrowLeft`, `ctrl+k`: what KeyboardEvent.key says, letters in lower case. `ctrl` is
   * Command on a Mac. Shift is named for letters and named keys only: `?` says it by itself.
   */
  readonly keys?: readonly string[];
  /** A key of the native menu only: in a browser it belongs to the browser. */
  readonly menuKey?: string;
  /** The underlined letter in the menu. */
  readonly mnemonic?: string;
}

export type CommandGroup = 'File' | 'Session' | 'Move' | 'Look' | 'Measure' | 'Lanes' | 'Window';

export const commandTable = {
  open: { group: 'File', title: 'Open recording…', keys: ['ctrl+o'], mnemonic: 'O' },
  save: { group: 'File', title: 'Save recording…', keys: ['ctrl+s'], mnemonic: 'S' },

  'run-lesson': { group: 'Session', title: 'Run the chosen lesson', keys: ['ctrl+Enter'] },
  'pause-or-resume': { group: 'Session', title: 'Pause or resume the session', keys: ['F8'] },
  step: { group: 'Session', title: 'Let the paused session make one call', keys: ['F10'] },
  stop: { group: 'Session', title: 'Stop the session' },

  'zoom-in': { group: 'Move', title: 'Zoom in', keys: ['w'], mnemonic: 'i' },
  'zoom-out': { group: 'Move', title: 'Zoom out', keys: ['s'], mnemonic: 'o' },
  'pan-left': { group: 'Move', title: 'Pan to the left', keys: ['a'] },
  'pan-right': { group: 'Move', title: 'Pan to the right', keys: ['d'] },
  'fit-selection': { group: 'Move', title: 'Fit the selection', keys: ['f'] },
  fit: { group: 'Move', title: 'Fit the whole session', keys: ['Home', '0'], mnemonic: 'F' },
  follow: { group: 'Move', title: 'Follow the newest rows', keys: ['End'] },
  back: { group: 'Move', title: 'Back to the view before', keys: ['alt+ArrowLeft'] },
  forward: { group: 'Move', title: 'Forward to the view after', keys: ['alt+ArrowRight'] },

  'next-operation': { group: 'Look', title: 'Next operation on the lane', keys: ['ArrowRight'] },
  'previous-operation': { group: 'Look', title: 'Previous operation on the lane', keys: ['ArrowLeft'] },
  'next-lane': { group: 'Look', title: 'Next lane', keys: ['ArrowDown'] },
  'previous-lane': { group: 'Look', title: 'Previous lane', keys: ['ArrowUp'] },
  'next-failure': { group: 'Look', title: 'Next operation that did not complete well', keys: ['n'] },
  'previous-failure': { group: 'Look', title: 'Previous operation that did not complete well', keys: ['shift+n'] },
  'next-step': { group: 'Look', title: 'Next step in the life of this operation', keys: [']'] },
  'previous-step': { group: 'Look', title: 'Previous step in the life of this operation', keys: ['['] },
  'next-row': { group: 'Look', title: 'Cursor to the next row', keys: ['.'] },
  'previous-row': { group: 'Look', title: 'Cursor to the previous row', keys: [','] },
  'reset-view': { group: 'Look', title: 'Reset view: all of it, no query, no order, no pins, no folds' },
  play: { group: 'Look', title: 'Play the cursor forward, or stop it', keys: [' '] },

  'zoom-to-range': { group: 'Measure', title: 'Zoom to the range', keys: ['z'] },
  'measure-selection': { group: 'Measure', title: 'Measure the selection', keys: ['m'] },
  'clear-range': { group: 'Measure', title: 'Clear the range' },

  'filter-lanes': { group: 'Lanes', title: 'Filter the lanes', keys: ['l'] },
  'pin-lane': { group: 'Lanes', title: 'Pin the lane to the top, or unpin it', keys: ['p'] },
  'lane-up': { group: 'Lanes', title: 'Move the lane up', keys: ['alt+ArrowUp'] },
  'lane-down': { group: 'Lanes', title: 'Move the lane down', keys: ['alt+ArrowDown'] },
  'fold-group': { group: 'Lanes', title: 'Fold or unfold the group of the lane', keys: ['g'] },
  'fold-all': { group: 'Lanes', title: 'Fold or unfold all groups', keys: ['shift+g'] },
  'lanes-page-up': { group: 'Lanes', title: 'Scroll the lanes up', keys: ['PageUp'] },
  'lanes-page-down': { group: 'Lanes', title: 'Scroll the lanes down', keys: ['PageDown'] },
  'reset-lanes': { group: 'Lanes', title: 'Lanes as they come: no pins, no order, no filter' },

  search: { group: 'Window', title: 'Filter the tables', keys: ['/'] },
  palette: { group: 'Window', title: 'Search or command', keys: ['ctrl+k'], mnemonic: 'c' },
  'show-operations': { group: 'Window', title: 'Show the operations', keys: ['1'] },
  'show-rows': { group: 'Window', title: 'Show the rows', keys: ['2'] },
  'show-transcript': { group: 'Window', title: 'Show the transcript', keys: ['3'] },
  'show-lessons': { group: 'Window', title: 'Show the lessons' },
  'show-recordings': { group: 'Window', title: 'Show the recordings' },
  'toggle-left': { group: 'Window', title: 'Show or hide the left panel', keys: ['ctrl+b'] },
  'toggle-right': { group: 'Window', title: 'Show or hide the inspector', keys: ['ctrl+i'] },
  'toggle-below': { group: 'Window', title: 'Show or hide the tables', keys: ['ctrl+j'] },
  'reset-window': { group: 'Window', title: 'Panels as they were at first' },
  'toggle-theme': { group: 'Window', title: 'Dark or light theme', mnemonic: 't' },
  'system-theme': { group: 'Window', title: 'Dark or light, as the system has it' },
  present: { group: 'Window', title: 'A second window to present with', menuKey: 'F5', mnemonic: 'p' },
  'show-keys': { group: 'Window', title: 'Show the keys', keys: ['?', 'F1'], mnemonic: 'K' },
  'show-query-help': { group: 'Window', title: 'How to ask for operations' },
  'show-about': { group: 'Window', title: 'About Overlook, and about what is shown', mnemonic: 'A' },
  clear: { group: 'Window', title: 'Close what is open, clear the range, then the selection', keys: ['Escape'] },
} as const satisfies Readonly<Record<string, CommandText>>;

export type CommandId = keyof typeof commandTable;
export const commandIds = Object.keys(commandTable) as CommandId[];

/** A command's row: the table itself knows the very keys, which is more than its readers want. */
export function commandText(id: CommandId): CommandText {
  return commandTable[id];
}
