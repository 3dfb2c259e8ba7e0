/*
 * The build's side of the compiler: reads the files of a folder and writes the table and an assembler
 * file that takes it into the program.
 *
 *   lexicon-compiler TABLE.bin TABLE.S FILE...
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lexicon/compile.h"

#define LARGEST_FILE ((size_t)16 << 20)

static bool read_file(struct arena *arena, const char *path, struct text *text)
{
	FILE *file = fopen(path, "rb");

	if (!file)
		return false;
	long size = fseek(file, 0, SEEK_END) == 0 ? ftell(file) : -1;
	bool good = size >= 0 && (size_t)size <= LARGEST_FILE && fseek(file, 0, SEEK_SET) == 0;
	char *data = arena_alloc(arena, good ? (size_t)size : 0);
	size_t length = good ? fread(data, 1, (size_t)size, file) : 0;
	good = good && length == (size_t)size && !ferror(file);
	fclose(file);
	return good && text_check((struct bytes){(unsigned char *)data, length}, text);
}

static bool write_file(const char *path, const void *data, size_t length)
{
	FILE *file = fopen(path, "wb");

	if (!file)
		return false;
	bool good = fwrite(data, 1, length, file) == length;
	return fclose(file) == 0 && good;
}

static bool write_assembler(const char *path, const char *table)
{
	FILE *file = fopen(path, "w");
	char *whole = realpath(table, NULL);

	if (!file || !whole)
		return false;
	fprintf(file,
		"\t.section .rodata\n\t.balign 64\n"
		"\t.globl lexicon_table\n\t.globl lexicon_table_end\n"
		"lexicon_table:\n\t.incbin \"%s\"\nlexicon_table_end:\n\t.byte 0\n"
		"\t.section .note.GNU-stack,\"\",%%progbits\n",
		whole);
	free(whole);
	return fclose(file) == 0;
}

int main(int argc, char **argv)
{
	if (argc < 4) {
		fprintf(stderr, "usage: lexicon-compiler TABLE.bin TABLE.S FILE...\n");
		return 64;
	}
	struct arena *arena = arena_new((size_t)4 << 30);
	size_t count = (size_t)argc - 3;
	struct lexicon_source *sources = arena_array(arena, count, sizeof(*sources));
	for (size_t i = 0; i < count; i++) {
		sources[i].name = text_of(argv[i + 3]);
		if (!read_file(arena, argv[i + 3], &sources[i].text)) {
			fprintf(stderr, "%s: cannot be read, or is not UTF-8\n", argv[i + 3]);
			return 66;
		}
	}
	struct bytes table;
	struct error error;
	if (!lexicon_compile(arena, sources, count, &table, NULL, &error)) {
		fprintf(stderr, "%s\n", error.message);
		return 65;
	}
	if (!write_file(argv[1], table.data, table.length) || !write_assembler(argv[2], argv[1])) {
		fprintf(stderr, "%s: cannot be written\n", argv[1]);
		return 73;
	}
	arena_free(arena);
	return 0;
}
