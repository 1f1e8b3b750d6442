import { useRef } from 'react';
import { useApp } from '../../state/app.ts';
import { sampleBytes, sampleSticker } from '../../state/media-files.ts';
import { t } from '../../text/dictionary.ts';
import { Menu, type MenuItem } from '../shared/menu.tsx';

type AttachMenuProps = {
  readonly chatId: number;
  readonly onAttach: (files: Iterable<File>) => void;
};

const BIG_FILE_BYTES = 25 * 1024 * 1024;
const LONG_TEXT = 'All work and no bananas makes a dull day. '.repeat(2_400).slice(0, 100_000);

/** Files to send, and below them input that few people send and every bot should survive. */
export function AttachMenu({ chatId, onAttach }: AttachMenuProps) {
  const { actions } = useApp();
  const picker = useRef<HTMLInputElement>(null);
  const items: MenuItem[] = [
    { label: t.attachPhoto, icon: 'image', onSelect: () => picker.current?.click() },
    {
      section: t.oddInput,
      label: t.sendSticker,
      icon: 'sticker',
      onSelect: () => void actions.sendOdd(chatId, 'sticker', sampleSticker()),
    },
    {
      label: t.sendVideo,
      icon: 'play',
      onSelect: () =>
        void actions.sendOdd(chatId, 'video', sampleBytes('holiday.mp4', 'video/mp4')),
    },
    {
      label: t.sendVoice,
      icon: 'voice',
      onSelect: () => void actions.sendOdd(chatId, 'voice', sampleBytes('note.ogg', 'audio/ogg')),
    },
    { label: t.sendPoll, icon: 'poll', onSelect: () => void actions.forwardPoll(chatId) },
    {
      label: t.sendBigFile,
      icon: 'file',
      onSelect: () =>
        void actions.sendOdd(chatId, 'document', {
          ...sampleBytes('huge.png', 'image/png'),
          declaredSizeBytes: BIG_FILE_BYTES,
        }),
    },
    {
      label: t.sendBroken,
      icon: 'alert',
      onSelect: () =>
        void actions.sendOdd(chatId, 'document', sampleBytes('broken.png', 'image/png')),
    },
    {
      label: t.sendLong,
      icon: 'edit',
      onSelect: () => void actions.sendRaw(chatId, LONG_TEXT),
    },
  ];
  return (
    <>
      <Menu label={t.attach} icon="attach" side="above" align="start" items={items} />
      <input
        ref={picker}
        type="file"
        className="visually-hidden"
        tabIndex={-1}
        aria-label={t.attachPhoto}
        multiple
        onChange={(event) => {
          onAttach(event.target.files ?? []);
          event.target.value = '';
        }}
      />
    </>
  );
}
