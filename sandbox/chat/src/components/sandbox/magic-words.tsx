import { useEffect, useState } from 'react';
import { geminiControl, type MagicWord } from '../../api/gemini-control.ts';
import { useApp } from '../../state/app.ts';
import { t } from '../../text/dictionary.ts';

/** Words in a prompt that make the model's stand-in misbehave; a click copies one. */
export function MagicWords() {
  const { notices } = useApp();
  const [words, setWords] = useState<readonly MagicWord[]>([]);
  useEffect(() => {
    geminiControl.magicWords().then(setWords, notices.problem);
  }, [notices]);
  const copy = (word: string) => {
    navigator.clipboard
      .writeText(word)
      .then(() => notices.tell(`${t.copied}: ${word}`), notices.problem);
  };
  if (words.length === 0) return null;
  return (
    <details className="drawer-section">
      <summary>{t.magicWords}</summary>
      <ul className="magic-words">
        {words.map(({ word, description }) => (
          <li key={word}>
            <button type="button" className="code" onClick={() => copy(word)}>
              {word}
            </button>
            <span>{description}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}
