import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useApp } from '../../state/app.ts';
import { t } from '../../text/dictionary.ts';
import { Icon } from '../shared/icon.tsx';

const COPIED_MS = 1_500;

/** Preformatted code with its language and a copy button. */
export function CodeBlock({ text, language }: { text: string; language: string }) {
  return (
    <span className="pre">
      <span className="pre-header">
        <span>{language || 'code'}</span>
        <CopyButton text={text} />
      </span>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long lines scroll, by keyboard too */}
      <code className="pre-text" tabIndex={0}>
        {text}
      </code>
    </span>
  );
}

function CopyButton({ text }: { text: string }) {
  const { notices } = useApp();
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setCopied(false), COPIED_MS);
    return () => clearTimeout(timer);
  }, [isCopied]);
  const copy = () => {
    navigator.clipboard.writeText(text).then(() => setCopied(true), notices.problem);
  };
  return (
    <button type="button" className="pre-copy" onClick={copy}>
      <Icon name={isCopied ? 'check' : 'copy'} size={15} />
      {isCopied ? t.copied : t.copy}
    </button>
  );
}

type BlockquoteProps = { readonly isExpandable?: boolean; readonly children: ReactNode };

/** A quote; an expandable one that is long starts folded. */
export function Blockquote({ isExpandable = false, children }: BlockquoteProps) {
  const body = useRef<HTMLSpanElement>(null);
  const [isFolded, setFolded] = useState(isExpandable);
  const [isLong, setLong] = useState(false);
  useLayoutEffect(() => {
    const element = body.current;
    if (isExpandable && element !== null) setLong(element.scrollHeight > element.clientHeight + 2);
  }, [isExpandable]);
  return (
    <span className="quote">
      <span ref={body} className={isFolded ? 'quote-text quote-folded' : 'quote-text'}>
        {children}
      </span>
      {isLong && (
        <button
          type="button"
          className="quote-more"
          aria-expanded={!isFolded}
          onClick={() => setFolded(!isFolded)}
        >
          {isFolded ? t.showMore : t.showLess}
        </button>
      )}
    </span>
  );
}
