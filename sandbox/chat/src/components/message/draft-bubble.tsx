import type { Draft } from '../../api/model.ts';
import { t } from '../../text/dictionary.ts';
import { RichText } from './rich-text.tsx';
import './draft-bubble.css';

/** A message that the bot is still writing. */
export function DraftBubble({ draft }: { draft: Draft }) {
  return (
    <div className="bubble-row bubble-theirs bubble-first bubble-last draft" aria-live="off">
      <div className="bubble-stack">
        <div className="bubble">
          {draft.text === '' ? (
            <span className="draft-thinking">{t.thinking}</span>
          ) : (
            <div className="words draft-words">
              <RichText text={draft.text} entities={draft.entities} />
            </div>
          )}
        </div>
      </div>
    </div>
  );
}
