import { commandIds, commandText, type CommandId, type CommandText } from '../../protocol/index.ts';
import type { CommandParts, Does } from './command-parts.ts';
import { laneCommands } from './lane-commands.ts';
import { lookCommands } from './look-commands.ts';
import { moveCommands } from './move-commands.ts';
import { windowCommands } from './window-commands.ts';

/** A row of the command table, and what it does in this window. */
export interface Command extends Required<Pick<CommandText, 'group' | 'title' | 'keys'>> {
  readonly id: CommandId;
  readonly run: () => void;
  readonly isPossible: () => boolean;
}

/** Every command, in the order of the table. The compiler sees to it that each row of it does something. */
export function createCommands(parts: CommandParts): readonly Command[] {
  const does: Readonly<Record<CommandId, Does>> = {
    ...moveCommands(parts),
    ...lookCommands(parts),
    ...laneCommands(parts),
    ...windowCommands(parts),
  };
  return commandIds.map((id) => {
    const { group, title, keys = [] } = commandText(id);
    const one = does[id];
    const { run, isPossible } = typeof one === 'function' ? { run: one, isPossible: () => true } : one;
    return { id, group, title, keys, run, isPossible };
  });
}
