import type { ChatState } from '../../api/model.ts';
import { t } from '../../text/dictionary.ts';
import { Icon, type IconName } from '../shared/icon.tsx';
import { AttachMenu } from './attach-menu.tsx';
import { keyboardOf, placeholderOf } from './reply-keyboard.tsx';
import { SpeakAs } from './speak-as.tsx';
import type { ComposerState } from './use-composer.ts';

type ComposerLineProps = {
  readonly room: ChatState;
  readonly composer: ComposerState;
  readonly isEditing: boolean;
  readonly hasFiles: boolean;
  readonly onAttach: (files: Iterable<File>) => void;
};

/** The text field and the buttons beside it. */
export function ComposerLine(props: ComposerLineProps) {
  const { room, composer, isEditing, hasFiles, onAttach } = props;
  return (
    <div className="composer-line">
      <SpeakAs room={room} />
      <AttachMenu chatId={room.id} onAttach={onAttach} />
      <TextField
        composer={composer}
        placeholder={hasFiles ? t.caption : placeholderOf(room.replyKeyboard)}
        onAttach={onAttach}
      />
      {keyboardOf(room.replyKeyboard) !== null && (
        <ToggleButton
          label={t.keyboard}
          icon="keyboard"
          isOn={composer.isKeyboardOpen}
          onToggle={composer.toggleKeyboard}
        />
      )}
      {composer.text === '' && room.commands.length > 0 && (
        <ToggleButton
          label={t.commands}
          icon="commands"
          isOn={composer.isMenuOpen}
          onToggle={composer.toggleMenu}
        />
      )}
      <button
        type="submit"
        className="send-button"
        aria-label={t.send}
        title={t.send}
        disabled={!composer.canSend}
      >
        <Icon name={isEditing ? 'check' : 'send'} />
      </button>
    </div>
  );
}

type TextFieldProps = {
  readonly composer: ComposerState;
  readonly placeholder: string;
  readonly onAttach: (files: Iterable<File>) => void;
};

function TextField({ composer, placeholder, onAttach }: TextFieldProps) {
  const hasCommands = composer.commands.length > 0;
  return (
    <textarea
      ref={composer.input}
      className="composer-text"
      rows={1}
      value={composer.text}
      placeholder={placeholder}
      enterKeyHint="send"
      aria-label={t.write}
      aria-controls={hasCommands ? 'commands' : undefined}
      aria-activedescendant={hasCommands ? `command-${composer.chosenCommand}` : undefined}
      onChange={(event) => composer.setText(event.target.value)}
      onKeyDown={composer.onKeyDown}
      onBlur={composer.closeMenu}
      onPaste={(event) => {
        if (event.clipboardData.files.length === 0) return;
        event.preventDefault();
        onAttach(event.clipboardData.files);
      }}
    />
  );
}

type ToggleButtonProps = {
  readonly label: string;
  readonly icon: IconName;
  readonly isOn: boolean;
  readonly onToggle: () => void;
};

/** Keeps the focus where it is: in the text field, whose blur closes what this opens. */
function ToggleButton({ label, icon, isOn, onToggle }: ToggleButtonProps) {
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={label}
      title={label}
      aria-pressed={isOn}
      onMouseDown={(event) => event.preventDefault()}
      onClick={onToggle}
    >
      <Icon name={icon} />
    </button>
  );
}
