import type { BotCommand } from '../../api/model.ts';
import { t } from '../../text/dictionary.ts';

type CommandListProps = {
  readonly commands: readonly BotCommand[];
  readonly chosen: number;
  readonly onChoose: (command: string) => void;
};

/** The bot's commands over the composer; the keyboard stays in the text field. */
export function CommandList({ commands, chosen, onChoose }: CommandListProps) {
  return (
    <div className="commands" id="commands" role="listbox" aria-label={t.commands}>
      {commands.map(({ command, description }, index) => (
        <button
          key={command}
          type="button"
          id={`command-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === chosen}
          className="command"
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onChoose(command)}
        >
          <b>/{command}</b>
          <span>{description}</span>
        </button>
      ))}
    </div>
  );
}

/** Commands that begin with what is typed; none once the text is more than a command. */
export function matchingCommands(commands: readonly BotCommand[], text: string): BotCommand[] {
  if (!/^\/\w*$/.test(text)) return [];
  const typed = text.slice(1).toLowerCase();
  return commands.filter(({ command }) => command.startsWith(typed));
}
