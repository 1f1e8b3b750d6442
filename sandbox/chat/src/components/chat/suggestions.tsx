import { useState } from 'react';
import { type App, useApp } from '../../state/app.ts';
import { showChat } from '../../state/location.ts';
import { samplePhoto } from '../../state/media-files.ts';
import { chatEntries, type PageState } from '../../state/page-state.ts';
import { isRussian, t } from '../../text/dictionary.ts';
import { Icon, type IconName } from '../shared/icon.tsx';
import './suggestions.css';

type Suggestion = {
  readonly label: string;
  readonly text: string;
  readonly icon: IconName;
  readonly withPhoto?: boolean;
};

const SUGGESTIONS: readonly Suggestion[] = [
  { label: t.askQuestion, text: t.askQuestionText, icon: 'question' },
  { label: t.drawPicture, text: t.drawPictureText, icon: 'spark' },
  { label: t.editPhoto, text: t.editPhotoText, icon: 'image', withPhoto: true },
];

/** First things to try: one click makes a person where there is none, starts the bot, and writes. */
export function Suggestions({ chatId }: { chatId?: number }) {
  const app = useApp();
  const [isBusy, setBusy] = useState(false);
  const follow = async (suggestion: Suggestion) => {
    setBusy(true);
    await play(app, suggestion, chatId);
    setBusy(false);
  };
  return (
    <div className="suggestions">
      {SUGGESTIONS.map((suggestion) => (
        <button
          key={suggestion.label}
          type="button"
          className="suggestion"
          disabled={isBusy}
          onClick={() => void follow(suggestion)}
        >
          <Icon name={suggestion.icon} />
          <span>
            <b>{suggestion.label}</b>
            <small>{suggestion.text}</small>
          </span>
        </button>
      ))}
    </div>
  );
}

async function play(
  { store, actions }: App,
  suggestion: Suggestion,
  givenChatId: number | undefined,
): Promise<void> {
  const chatId =
    givenChatId ?? latestSpeaker(store.get()) ?? (await actions.createUser(someone()))?.id;
  if (chatId === undefined) return;
  showChat(chatId);
  const summary = store.get().chats.get(chatId);
  if (summary === undefined || summary.lastMessage === null) await actions.start(chatId);
  const files = suggestion.withPhoto === true ? [samplePhoto()] : [];
  await actions.send(chatId, { text: suggestion.text, files });
}

function latestSpeaker(state: PageState): number | undefined {
  return chatEntries(state).find(({ user, summary }) => user && summary?.lastMessage)?.chatId;
}

function someone() {
  return isRussian
    ? { first_name: 'Анна', username: 'anna', language_code: 'ru' }
    : { first_name: 'Alex', username: 'alex', language_code: 'en' };
}
