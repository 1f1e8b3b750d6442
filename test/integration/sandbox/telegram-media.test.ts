import { InputFile, InputMediaBuilder } from 'grammy';
import { describe, expect, it } from 'vitest';
import { picture, type Stage, setStage } from './telegram-harness.ts';

async function download({ sandbox, token, api }: Stage, fileId: string): Promise<Buffer> {
  const { file_path } = await api.getFile(fileId);
  const response = await fetch(`${sandbox.telegramUrl}/file/bot${token}/${file_path}`);
  expect(response.status).toBe(200);
  return Buffer.from(await response.arrayBuffer());
}

const wide = () => picture(2_100, 100);
const huge = () => picture(6_000, 4_001);

const badPhotos: readonly (readonly [string, () => Promise<Buffer>, string])[] = [
  ['text', async () => Buffer.from('not a picture'), 'Bad Request: IMAGE_PROCESS_FAILED'],
  [
    'a PNG that is cut off',
    async () => (await picture(900, 900)).subarray(0, 1_500),
    'Bad Request: IMAGE_PROCESS_FAILED',
  ],
  ['a picture 21 times as wide as high', wide, 'Bad Request: PHOTO_INVALID_DIMENSIONS'],
  ['10,001 pixels of width and height', huge, 'Bad Request: PHOTO_INVALID_DIMENSIONS'],
  [
    'more than 10 MB',
    async () => Buffer.alloc(10 * 1024 * 1024 + 1),
    'Bad Request: file of size 10485761 bytes is too big for a photo; ' +
      'the maximum size is 10485760 bytes',
  ],
  ['an empty file', async () => Buffer.alloc(0), 'Bad Request: file must be non-empty'],
];

describe('photos and files of the Telegram stand-in', () => {
  it('come in three sizes, the largest as it was sent', async () => {
    const stage = await setStage();
    const bytes = await picture(1_024, 512);
    const { photo } = await stage.api.sendPhoto(stage.user.id, new InputFile(bytes));
    expect(photo.map(({ width, height }) => [width, height])).toEqual([
      [90, 45],
      [320, 160],
      [1_024, 512],
    ]);
    const [small, , large] = photo;
    expect((await download(stage, large?.file_id ?? '')).equals(bytes)).toBe(true);
    expect((await download(stage, small?.file_id ?? '')).length).toBeLessThan(5_000);
  });

  it.each(badPhotos)('refuse %s as a photo', async (_name, bytes, description) => {
    const { api, user } = await setStage();
    const sending = api.sendPhoto(user.id, new InputFile(await bytes(), 'a.png'));
    await expect(sending).rejects.toMatchObject({ error_code: 400, description });
  });

  it('are sent again by the id of any size', async () => {
    const { api, user } = await setStage();
    const first = await api.sendPhoto(user.id, new InputFile(await picture()));
    const again = await api.sendPhoto(user.id, first.photo[0]?.file_id ?? '', { caption: 'again' });
    expect(again.photo).toEqual(first.photo);
    expect(again.caption).toBe('again');
  });

  it('keep their kind: a document is no photo', async () => {
    const { api, user } = await setStage();
    const { document } = await api.sendDocument(user.id, new InputFile(await picture(), 'a.png'));
    await expect(api.sendPhoto(user.id, document.file_id)).rejects.toMatchObject({
      description: "Bad Request: can't use file of type Document as Photo",
    });
  });

  it.each([
    ['an id that is none', 'nonsense', 'Bad Request: wrong file identifier/HTTP URL specified'],
    ['an address', 'https://example.com/a.png', 'Bad Request: failed to get HTTP URL content'],
    [
      'an upload that is missing',
      'attach://nowhere',
      'Bad Request: there is no photo in the request',
    ],
  ])('refuse %s as a photo', async (_name, photo, description) => {
    const { api, user } = await setStage();
    await expect(api.sendPhoto(user.id, photo)).rejects.toMatchObject({ description });
  });

  it.each([
    ['a malformed id', 'nonsense', 'Bad Request: invalid file_id'],
    [
      'an id of another server',
      'AgACAgIAAxkBAAIBQ2Xyz1234567890abcdefghij',
      'Bad Request: wrong file_id or the file is temporarily unavailable',
    ],
  ])('refuse getFile of %s', async (_name, fileId, description) => {
    const { api } = await setStage();
    await expect(api.getFile(fileId)).rejects.toMatchObject({ error_code: 400, description });
  });

  it('refuse getFile beyond 20 MB', async () => {
    const { api, sandbox, user } = await setStage();
    const input = { data: 'AAAA', fileName: 'big.zip', declaredSizeBytes: 20 * 1024 * 1024 + 1 };
    const [message] = sandbox.telegram.sendFile(user.id, 'document', input).messages;
    await expect(api.getFile(message?.document?.file_id ?? '')).rejects.toMatchObject({
      description: 'Bad Request: file is too big',
    });
  });

  it('are forgotten, oldest first, beyond the memory that they may take', async () => {
    const stage = await setStage({ telegram: { fileCapacityBytes: 2_500 } });
    const send = (name: string) =>
      stage.api.sendDocument(stage.user.id, new InputFile(Buffer.alloc(1_000, name), name));
    const [first, , third] = [await send('a'), await send('b'), await send('c')];
    await expect(stage.api.getFile(first.document.file_id)).rejects.toMatchObject({
      description: 'Bad Request: wrong file_id or the file is temporarily unavailable',
    });
    expect(await download(stage, third.document.file_id)).toHaveLength(1_000);
  });

  it('have captions of at most 1024 characters', async () => {
    const { api, user } = await setStage();
    const photo = new InputFile(await picture());
    const sent = await api.sendPhoto(user.id, photo, {
      caption: '<b>x</b>',
      parse_mode: 'HTML',
    });
    expect(sent.caption_entities).toEqual([{ type: 'bold', offset: 0, length: 1 }]);
    const long = api.sendPhoto(user.id, new InputFile(await picture()), {
      caption: 'a'.repeat(1_025),
    });
    await expect(long).rejects.toMatchObject({
      description: 'Bad Request: message caption is too long',
    });
  });

  it('make albums of two to ten, of one kind', async () => {
    const { api, user } = await setStage();
    const photo = async () => InputMediaBuilder.photo(new InputFile(await picture()));
    const album = await api.sendMediaGroup(user.id, [await photo(), await photo()]);
    const groups = new Set(album.map((message) => Reflect.get(message, 'media_group_id')));
    expect([...groups]).toEqual([expect.any(String)]);
    const of = (count: number) => Promise.all(Array.from({ length: count }, photo));
    await expect(api.sendMediaGroup(user.id, await of(1))).rejects.toThrow('too few messages');
    await expect(api.sendMediaGroup(user.id, await of(11))).rejects.toThrow('too many messages');
    const mixed = [
      await photo(),
      InputMediaBuilder.document(new InputFile(await picture(), 'a.png')),
    ];
    // biome-ignore lint/suspicious/noExplicitAny: the type forbids what the server must refuse.
    await expect(api.sendMediaGroup(user.id, mixed as any)).rejects.toThrow(
      "can't use the media of the specified type in the album",
    );
  });

  it('take the place of a text by editMessageMedia, and get captions', async () => {
    const { api, sandbox, user } = await setStage();
    const { message_id } = await api.sendMessage(user.id, 'Рисую…');
    const media = InputMediaBuilder.photo(new InputFile(await picture()), { caption: 'a' });
    await api.editMessageMedia(user.id, message_id, media);
    await api.editMessageCaption(user.id, message_id, { caption: 'b' });
    const message = sandbox.telegram.chat(user.id).messages.at(-1);
    expect(message).toMatchObject({ message_id, caption: 'b', photo: [{}, {}, {}] });
    expect(message).not.toHaveProperty('text');
    await expect(api.editMessageText(user.id, message_id, 'c')).rejects.toThrow(
      'there is no text in the message to edit',
    );
  });
});
