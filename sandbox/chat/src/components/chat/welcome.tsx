import { usePage } from '../../state/app.ts';
import { hasTalked } from '../../state/page-state.ts';
import { t } from '../../text/dictionary.ts';
import { Banana } from '../shared/avatar.tsx';
import { Suggestions } from './suggestions.tsx';
import './welcome.css';

/** What the stage shows while no chat is open. */
export function Welcome() {
  const hasBegun = usePage(hasTalked);
  const isLoading = usePage((state) => state.connection === 'connecting' || openingChat(state));
  if (isLoading) return <div className="welcome wallpaper" />;
  return (
    <section className="welcome wallpaper">
      <div className="welcome-card">
        <div className="welcome-mark">
          <Banana />
        </div>
        <h2>{t.welcomeTitle}</h2>
        <p>{hasBegun ? t.pickChat : t.welcomeText}</p>
        <Suggestions />
      </div>
    </section>
  );
}

function openingChat(state: {
  openChatId: number | null;
  users: ReadonlyMap<number, unknown>;
}): boolean {
  return state.openChatId !== null && state.users.has(state.openChatId);
}
