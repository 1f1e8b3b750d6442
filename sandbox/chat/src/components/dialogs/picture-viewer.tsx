import { type KeyboardEvent, useState } from 'react';
import type { PhotoSize } from '../../api/model.ts';
import { fileUrl } from '../../api/telegram-control.ts';
import { t } from '../../text/dictionary.ts';
import { Icon } from '../shared/icon.tsx';
import { useModalDialog } from '../shared/modal.tsx';
import './picture-viewer.css';

type PictureViewerProps = {
  readonly photos: readonly PhotoSize[];
  readonly first: number;
  readonly onClose: () => void;
};

/** A picture as large as the window; arrow keys go through an album. */
export function PictureViewer({ photos, first, onClose }: PictureViewerProps) {
  const dialog = useModalDialog();
  const [index, setIndex] = useState(first);
  const photo = photos[index];
  if (photo === undefined) return null;
  const move = (step: number) =>
    setIndex((at) => Math.min(Math.max(at + step, 0), photos.length - 1));
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowLeft') move(-1);
    if (event.key === 'ArrowRight') move(1);
  };
  const url = fileUrl(photo.file_id);
  return (
    <dialog
      ref={dialog}
      className="viewer"
      aria-label={t.photo}
      onClose={onClose}
      onKeyDown={onKeyDown}
      onClick={(event) => {
        if (!(event.target instanceof Element)) return;
        if (event.target.closest('button, a, img') === null) onClose();
      }}
    >
      <header className="viewer-tools">
        <span>
          {photo.width} × {photo.height}
          {photos.length > 1 && ` · ${index + 1} / ${photos.length}`}
        </span>
        <a
          className="icon-button"
          href={url}
          download={`${photo.file_unique_id}.png`}
          aria-label={t.download}
          title={t.download}
        >
          <Icon name="download" />
        </a>
        <button type="button" className="icon-button" aria-label={t.close} onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      <img src={url} alt={t.photo} width={photo.width} height={photo.height} />
      {index > 0 && (
        <button
          type="button"
          className="icon-button viewer-previous"
          aria-label={t.previous}
          onClick={() => move(-1)}
        >
          <Icon name="back" size={28} />
        </button>
      )}
      {index < photos.length - 1 && (
        <button
          type="button"
          className="icon-button viewer-next"
          aria-label={t.next}
          onClick={() => move(1)}
        >
          <Icon name="next" size={28} />
        </button>
      )}
    </dialog>
  );
}
