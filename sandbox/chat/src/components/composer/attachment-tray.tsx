import type { Attachment } from '../../state/media-files.ts';
import { t } from '../../text/dictionary.ts';
import { fileSize } from '../../text/summaries.ts';
import { Icon } from '../shared/icon.tsx';

type AttachmentTrayProps = {
  readonly attachments: readonly Attachment[];
  readonly asFiles: boolean;
  readonly onAsFiles: (asFiles: boolean) => void;
  readonly onRemove: (attachment: Attachment) => void;
};

/** What will be sent with the text. */
export function AttachmentTray(props: AttachmentTrayProps) {
  const { attachments, asFiles, onAsFiles, onRemove } = props;
  if (attachments.length === 0) return null;
  return (
    <div className="tray">
      <ul className="tray-files">
        {attachments.map((attachment) => (
          <li key={attachment.id} className="tray-file">
            {attachment.previewUrl === null ? (
              <span className="tray-name">
                <Icon name="file" />
                {attachment.file.name}
                <small>{fileSize(attachment.file.size)}</small>
              </span>
            ) : (
              <img src={attachment.previewUrl} alt={attachment.file.name} />
            )}
            <button
              type="button"
              className="tray-remove"
              aria-label={`${t.remove} ${attachment.file.name}`}
              onClick={() => onRemove(attachment)}
            >
              <Icon name="close" size={14} />
            </button>
          </li>
        ))}
      </ul>
      <label className="tray-option">
        <input
          type="checkbox"
          checked={asFiles}
          onChange={(event) => onAsFiles(event.target.checked)}
        />
        {t.asFiles}
      </label>
    </div>
  );
}
