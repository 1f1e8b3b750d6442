import { type MouseEvent, type ReactNode, useMemo, useState } from 'react';
import type { MessageEntity } from '../../api/model.ts';
import { useApp } from '../../state/app.ts';
import { linkTarget } from '../../state/pay-target.ts';
import { safeAddress, startPayload } from '../../text/deep-link.ts';
import { t } from '../../text/dictionary.ts';
import { type RichNode, richNodes } from '../../text/entity-tree.ts';
import { invoiceSlug } from '../../text/invoice-link.ts';
import { useChat } from '../chat/chat-context.ts';
import { useOpenPayDialog } from '../payment/use-open-pay-dialog.ts';
import { Blockquote, CodeBlock } from './blocks.tsx';
import './rich-text.css';

type RichTextProps = { readonly text: string; readonly entities: readonly MessageEntity[] };

/** Text with its formatting. */
export function RichText({ text, entities }: RichTextProps) {
  const nodes = useMemo(() => richNodes(text, entities), [text, entities]);
  return <span className="rich">{renderNodes(nodes)}</span>;
}

function renderNodes(nodes: readonly RichNode[]): ReactNode[] {
  let at = 0;
  return nodes.map((node) => {
    const key = at;
    at += node.text.length + 1;
    return node.kind === 'text' ? (
      node.text
    ) : (
      <Formatted key={key} node={node}>
        {renderNodes(node.children)}
      </Formatted>
    );
  });
}

type FormattedProps = {
  readonly node: RichNode & { kind: 'entity' };
  readonly children: ReactNode;
};

function Formatted({ node: { entity, text }, children }: FormattedProps) {
  switch (entity.type) {
    case 'bold':
      return <b>{children}</b>;
    case 'italic':
      return <i>{children}</i>;
    case 'underline':
      return <u>{children}</u>;
    case 'strikethrough':
      return <s>{children}</s>;
    case 'spoiler':
      return <Spoiler>{children}</Spoiler>;
    case 'code':
      return <code className="code">{children}</code>;
    case 'pre':
      return <CodeBlock text={text} language={entity.language ?? ''} />;
    case 'blockquote':
      return <Blockquote>{children}</Blockquote>;
    case 'expandable_blockquote':
      return <Blockquote isExpandable>{children}</Blockquote>;
    case 'text_link':
      return <MessageLink address={entity.url}>{children}</MessageLink>;
    case 'url':
      return <MessageLink address={text}>{children}</MessageLink>;
    case 'email':
      return <MessageLink address={`mailto:${text}`}>{children}</MessageLink>;
    case 'phone_number':
      return <MessageLink address={`tel:${text}`}>{children}</MessageLink>;
    case 'bot_command':
      return <Command text={text}>{children}</Command>;
    case 'mention':
    case 'text_mention':
    case 'hashtag':
    case 'cashtag':
      return <span className="reference">{children}</span>;
    default:
      return children;
  }
}

function Command({ text, children }: { text: string; children: ReactNode }) {
  const { sendCommand } = useChat();
  return (
    <button type="button" className="link-button" onClick={() => sendCommand(text)}>
      {children}
    </button>
  );
}

/** Links to the bot itself and to invoices are played here; all others open beside the page. */
function MessageLink({ address, children }: { address: string; children: ReactNode }) {
  const follow = useFollowLink();
  const href = safeAddress(address);
  if (href === undefined) return <span className="reference">{children}</span>;
  return (
    <a
      href={href}
      target="_blank"
      rel="noreferrer noopener"
      onClick={(event: MouseEvent) => {
        if (follow(address)) event.preventDefault();
      }}
    >
      {children}
    </a>
  );
}

/** A function that plays a link to the bot or to an invoice; it says whether the link was one. */
export function useFollowLink(): (address: string) => boolean {
  const { store, dialogs } = useApp();
  const { me } = useChat();
  const openPayDialog = useOpenPayDialog();
  return (address) => {
    const slug = invoiceSlug(address);
    if (slug !== undefined && me !== undefined) {
      openPayDialog(linkTarget(me, slug));
      return true;
    }
    const payload = startPayload(address, store.get().bot?.username ?? '');
    if (payload !== undefined) dialogs.open({ kind: 'start-link', payload });
    return payload !== undefined;
  };
}

function Spoiler({ children }: { children: ReactNode }) {
  const [isShown, setShown] = useState(false);
  if (isShown) return <span className="spoiler-shown">{children}</span>;
  return (
    <button type="button" className="spoiler" title={t.reveal} onClick={() => setShown(true)}>
      <span className="visually-hidden">{t.reveal}</span>
      <span aria-hidden="true">{children}</span>
    </button>
  );
}
