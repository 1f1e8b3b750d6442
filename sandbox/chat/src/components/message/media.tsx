import { type CSSProperties, useState } from 'react';
import type { Message, PhotoSize } from '../../api/model.ts';
import { fileUrl } from '../../api/telegram-control.ts';
import { useApp } from '../../state/app.ts';
import { t } from '../../text/dictionary.ts';
import {
  contentOf,
  type FileContent,
  type FileLabel,
  wordsOf,
} from '../../text/message-content.ts';
import { fileSize } from '../../text/summaries.ts';
import { InvoiceCard } from '../payment/invoice-card.tsx';
import { Icon, type IconName } from '../shared/icon.tsx';
import './media.css';

/** What a message carries besides words; an album's pictures as a grid. */
export function Media({ messages }: { messages: readonly [Message, ...Message[]] }) {
  const contents = messages.map(contentOf);
  const photos = contents.flatMap((content) => (content.kind === 'photo' ? [content.photo] : []));
  if (photos.length > 1) return <Album photos={photos} />;
  return messages.map((message) => <One key={message.message_id} message={message} />);
}

function One({ message }: { message: Message }) {
  const content = contentOf(message);
  switch (content.kind) {
    case 'text':
      return null;
    case 'photo':
      return <Photo photo={content.photo} spoiler={content.spoiler} alt={wordsOf(message).text} />;
    case 'file':
      return <FileCard label={content.label} file={content.file} />;
    case 'sticker':
      return (
        <img
          className="sticker"
          src={fileUrl(content.fileId)}
          alt={`${t.sticker} ${content.emoji}`}
          width={180}
          height={180}
        />
      );
    case 'poll':
      return (
        <div className="poll">
          <b>{content.question}</b>
          <ul>
            {content.options.map((option) => (
              <li key={option}>{option}</li>
            ))}
          </ul>
        </div>
      );
    case 'invoice':
      return <InvoiceCard messageId={message.message_id} invoice={content} />;
    case 'other':
      return (
        <p className="unknown">
          {t.unknownMessage}: <code>{content.name}</code>
        </p>
      );
  }
}

/** Pictures are drawn at most this large, in CSS pixels; small ones grow to the least width. */
const MAX_WIDTH = 420;
const MAX_HEIGHT = 360;
const MIN_WIDTH = 180;

type PhotoProps = { readonly photo: PhotoSize; readonly spoiler: boolean; readonly alt: string };

function Photo({ photo, spoiler, alt }: PhotoProps) {
  const { dialogs } = useApp();
  const [isHidden, setHidden] = useState(spoiler);
  const scale = Math.min(MAX_WIDTH / photo.width, MAX_HEIGHT / photo.height);
  const width = Math.max(MIN_WIDTH, Math.round(photo.width * scale));
  const open = () => dialogs.open({ kind: 'pictures', photos: [photo], index: 0 });
  return (
    <button
      type="button"
      className={isHidden ? 'photo photo-hidden' : 'photo'}
      style={{ width, aspectRatio: `${photo.width} / ${photo.height}` }}
      aria-label={isHidden ? t.reveal : t.openPhoto}
      onClick={isHidden ? () => setHidden(false) : open}
    >
      <img
        src={fileUrl(photo.file_id)}
        alt={alt === '' ? t.photo : alt}
        width={photo.width}
        height={photo.height}
      />
    </button>
  );
}

function Album({ photos }: { photos: readonly PhotoSize[] }) {
  const { dialogs } = useApp();
  return (
    <div className="album">
      {photos.map((photo, index) => (
        <button
          key={photo.file_unique_id + photo.file_id}
          type="button"
          className="photo"
          style={{ '--span': albumSpan(index, photos.length) } as CSSProperties}
          aria-label={`${t.openPhoto} ${index + 1}`}
          onClick={() => dialogs.open({ kind: 'pictures', photos, index })}
        >
          <img
            src={fileUrl(photo.file_id)}
            alt={`${t.photo} ${index + 1}`}
            width={photo.width}
            height={photo.height}
          />
        </button>
      ))}
    </div>
  );
}

/** Sixths of the row that a picture takes: rows of three, the first ones of two so that all are full. */
function albumSpan(index: number, count: number): number {
  if (count === 3) return index === 0 ? 6 : 3;
  const inPairs = count % 3 === 0 ? 0 : count % 3 === 2 ? 2 : 4;
  return index < inPairs ? 3 : 2;
}

const FILE_ICONS: Readonly<Record<FileLabel, IconName>> = {
  document: 'file',
  video: 'play',
  animation: 'play',
  audio: 'play',
  voice: 'voice',
};

function FileCard({ label, file }: { label: FileLabel; file: FileContent }) {
  const name = file.name === '' ? t[label] : file.name;
  return (
    <a
      className="file-card"
      href={fileUrl(file.fileId)}
      download={name}
      aria-label={`${t.download} ${name}`}
    >
      <span className="file-icon">
        <Icon name={FILE_ICONS[label]} size={24} />
      </span>
      <span className="file-words">
        <b>{name}</b>
        <small>{[fileSize(file.sizeBytes), file.mimeType].filter(Boolean).join(' · ')}</small>
      </span>
      <Icon name="download" size={20} />
    </a>
  );
}
