import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { describeWith } from '../../test/support/need.ts'
import { freshPostgres } from '../../test/support/databases.ts'
import { openDatabase, type Db } from '../platform/database.ts'
import { newId } from '../platform/ids.ts'
import type { KeptTable } from '../platform/tables.ts'
import * as store from './store.ts'

type NoteTables = { notes: { book: string; page: number; text: string | null; mine: number } }
const notes: KeptTable = { name: 'notes', key: ['book', 'page'], leaveOut: { column: 'mine', value: 1 }, madeAtStart: { text: null } }

type Place = { url?: string; file: string }

async function openNotes(at: Place) {
  const { db, kind } = openDatabase(at)
  await db.schema.createTable('notes').addColumn('book', 'text').addColumn('page', 'integer').addColumn('text', 'text').addColumn('mine', 'integer').execute()
  const write = (rows: NoteTables['notes'][]) => db.withTables<NoteTables>().insertInto('notes').values(rows).execute()
  return { db, kind, write }
}

async function textsOf(db: Db): Promise<unknown[]> {
  const texts: unknown[] = []
  for await (const { row } of store.readRows(db, notes)) texts.push(row['text'])
  return texts
}

function suite(place: () => Place): void {
  test('reads rows in the order of their keys, whatever the number of pages, and leaves out what belongs to the machine', async () => {
    const { db, write } = await openNotes(place())
    const rows = ['b', 'a'].flatMap((book) => Array.from({ length: 40 }, (_, page) => ({ book, page, text: `${book}${page}`, mine: page === 7 ? 1 : 0 })))
    await write(rows)
    const read = await textsOf(db)
    const expected = rows.filter(({ mine }) => mine === 0).toSorted((a, b) => (a.book === b.book ? a.page - b.page : a.book < b.book ? -1 : 1))
    expect(read).toEqual(expected.map(({ text }) => text))
    await db.schema.dropTable('notes').execute()
    await db.destroy()
  })

  test('shows one moment, whoever writes meanwhile', async () => {
    const { db, kind, write } = await openNotes(place())
    await write([{ book: 'a', page: 1, text: 'before', mine: 0 }])
    const other = openDatabase(place()).db
    const snapshot = await store.beginSnapshot(other, kind)
    expect(await store.countRows(snapshot, notes)).toBe(1)
    await write([{ book: 'a', page: 2, text: 'after', mine: 0 }])
    expect(await textsOf(snapshot)).toEqual(['before'])
    await snapshot.rollback().execute()
    await other.destroy()
    expect(await store.countRows(db, notes)).toBe(2)
    await db.schema.dropTable('notes').execute()
    await db.destroy()
  })

  test('counts as content what a first start does not make', async () => {
    const { db, write } = await openNotes(place())
    await write([{ book: 'a', page: 1, text: null, mine: 0 }, { book: 'a', page: 2, text: 'mine', mine: 1 }])
    expect(await store.countContent(db, notes)).toBe(0)
    await write([{ book: 'b', page: 1, text: 'written', mine: 0 }])
    expect(await store.countContent(db, notes)).toBe(1)
    await db.schema.dropTable('notes').execute()
    await db.destroy()
  })
}

describe('the rows of a backup on SQLite', () => {
  const file = join(tmpdir(), `${newId('firebreak-notes')}.db`)
  afterAll(async () => {
    for (const end of ['', '-wal', '-shm']) await rm(file + end, { force: true })
  })
  suite(() => ({ file }))
})

describeWith('postgres', 'the rows of a backup on PostgreSQL', () => {
  let url: string
  beforeAll(async () => {
    url = await freshPostgres()
  })
  suite(() => ({ url, file: '' }))
})
