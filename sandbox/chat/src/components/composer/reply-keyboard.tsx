import type { ReplyKeyboard as Keyboard, ReplyMarkup } from '../../api/model.ts';
import { t } from '../../text/dictionary.ts';

type ReplyKeyboardProps = {
  readonly keyboard: Keyboard | null;
  readonly onPress: (text: string, hides: boolean) => void;
};

/** The bot's keys below the composer: each sends its text. */
export function ReplyKeyboard({ keyboard, onPress }: ReplyKeyboardProps) {
  const markup = keyboardOf(keyboard);
  if (markup === null) return null;
  return (
    <fieldset className="reply-keyboard" aria-label={t.keyboard}>
      {markup.keyboard.map((keys, row) => (
        <div key={row} className="reply-row">
          {keys.map((key) => {
            const text = typeof key === 'string' ? key : key.text;
            return (
              <button
                key={text}
                type="button"
                className="reply-key"
                onClick={() => onPress(text, markup.one_time_keyboard === true)}
              >
                {text}
              </button>
            );
          })}
        </div>
      ))}
    </fieldset>
  );
}

type KeyboardMarkup = Extract<ReplyMarkup, { keyboard: unknown }>;

export function keyboardOf(keyboard: Keyboard | null): KeyboardMarkup | null {
  return keyboard !== null && 'keyboard' in keyboard.markup ? keyboard.markup : null;
}

export function wantsReply({ markup }: Keyboard): boolean {
  return markup.force_reply === true;
}

export function placeholderOf(keyboard: Keyboard | null): string {
  return keyboard?.markup.input_field_placeholder ?? t.write;
}
