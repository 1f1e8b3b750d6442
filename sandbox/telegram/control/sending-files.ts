import { ControlError } from '../../http/control-error.ts';
import type { FileData, SendFile, SendPhotos, Sent } from '../control-api.ts';
import { documentOf, storeDocument } from '../methods/media-input.ts';
import { captionOf } from '../methods/texts.ts';
import { digest, type FileKind, type StoredFile } from '../state/files.ts';
import { type MessageContent, type Posted, postFromUser } from '../state/posting.ts';
import type { World } from '../state/world.ts';
import { repliedMessage, writingScene } from './acting.ts';
import { decodeFile } from './file-data.ts';
import { sent } from './writing.ts';

const ALBUM_MAX = 10;

/** One photo, or an album: separate messages (and updates) that share a `media_group_id`. */
export async function sendPhotos(world: World, chatId: number, input: SendPhotos): Promise<Sent> {
  const { chat, user } = writingScene(world, chatId, input);
  const { photos, gapMs = 0 } = input;
  if (photos.length === 0 || photos.length > ALBUM_MAX) {
    throw new ControlError(400, `An album holds 1 to ${ALBUM_MAX} photos`);
  }
  const replied = repliedMessage(chat, input.replyTo);
  const group = photos.length > 1 ? { media_group_id: world.takeMediaGroupId() } : {};
  const stored = await Promise.all(photos.map((photo) => storePhoto(world, photo)));
  const posts: Posted[] = [];
  for (const [index, photo] of stored.entries()) {
    if (index > 0 && gapMs > 0) await pause(world, gapMs);
    const caption = index === 0 ? captionOf({ caption: input.caption }) : {};
    const content = { photo, ...group, ...caption };
    posts.push(postFromUser(world, chat, user, content, replied));
  }
  return sent(posts);
}

export type SentFileKind = 'document' | 'sticker' | 'video' | 'voice';

export function sendFile(world: World, chatId: number, kind: SentFileKind, input: SendFile): Sent {
  const { chat, user } = writingScene(world, chatId, input);
  const replied = repliedMessage(chat, input.replyTo);
  const media = storeMedia(world, kind, input);
  const caption = kind === 'sticker' ? {} : captionOf({ caption: input.caption });
  return sent([postFromUser(world, chat, user, { ...media, ...caption }, replied)]);
}

function storePhoto(world: World, input: FileData) {
  return world.photos.take(decodeFile(input, 'photo.jpg').bytes);
}

function storeMedia(world: World, kind: SentFileKind, input: SendFile): MessageContent {
  switch (kind) {
    case 'document': {
      const upload = decodeFile(input, 'document.bin');
      return { document: documentOf(storeDocument(world, upload, input.declaredSizeBytes)) };
    }
    case 'sticker': {
      const file = store(world, kind, input, 'sticker.webp');
      const looks = { type: 'regular', width: 512, height: 512, emoji: '🍌' } as const;
      return { sticker: { ...facts(file), ...looks, is_animated: false, is_video: false } };
    }
    case 'video': {
      const file = store(world, kind, input, 'video.mp4');
      const looks = { width: 640, height: 360, duration: 7, mime_type: file.mimeType };
      return { video: { ...facts(file), ...looks } };
    }
    case 'voice': {
      const file = store(world, kind, input, 'voice.oga');
      return { voice: { ...facts(file), duration: 3, mime_type: file.mimeType } };
    }
  }
}

function store(world: World, kind: FileKind, input: SendFile, defaultName: string): StoredFile {
  const { bytes, mimeType } = decodeFile(input, defaultName);
  const declared =
    input.declaredSizeBytes === undefined ? {} : { declaredSizeBytes: input.declaredSizeBytes };
  return world.files.add({ kind, bytes, mimeType, identity: digest(bytes), ...declared });
}

function facts(file: StoredFile) {
  return {
    file_id: file.fileId,
    file_unique_id: file.uniqueId,
    file_size: file.sizeBytes,
  };
}

function pause(world: World, ms: number): Promise<void> {
  return new Promise((resolve) => {
    world.clock.after(ms, resolve);
  });
}
