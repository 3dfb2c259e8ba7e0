/*
 * The build's side of the compiler: reads the files of a folder and writes the table, the files in one,
 * and an assembler file that takes both into the program.
 *
 *   lexicon-compiler TABLE.bin SOURCES.bin TABLE.S FILE...
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

/* The sources themselves, for what an operator's folder is compiled with: each as two lengths, name, text. */
static bool write_sources(const char *path, const struct lexicon_source *sources, size_t count)
{
	FILE *file = fopen(path, "wb");
	bool good = file;

	for (size_t i = 0; good && i < count; i++) {
		const char *slash = memrchr(sources[i].name.data, '/', sources[i].name.length);
		const char *name = slash ? slash + 1 : sources[i].name.data;
		uint32_t lengths[2] = {(uint32_t)strlen(name), (uint32_t)sources[i].text.length};
		good = fwrite(lengths, sizeof(lengths), 1, file) == 1 &&
		       fwrite(name, 1, lengths[0], file) == lengths[0] &&
		       fwrite(sources[i].text.data, 1, lengths[1], file) == lengths[1];
	}
	return file && fclose(file) == 0 && good;
}

static bool write_block(FILE *file, const char *symbol, const char *path)
{
	char *whole = realpath(path, NULL);

	if (!whole)
		return false;
	fprintf(file,
		"\t.balign 64\n\t.globl %s\n\t.globl %s_end\n%s:\n\t.incbin \"%s\"\n%s_end:\n\t.byte 0\n",
		symbol, symbol, symbol, whole, symbol);
	free(whole);
	return true;
}

static bool write_assembler(const char *path, const char *table, const char *sources)
{
	FILE *file = fopen(path, "w");

	if (!file)
		return false;
	fprintf(file, "\t.section .rodata\n");
	bool good = write_block(file, "lexicon_table", table) &&
		    write_block(file, "lexicon_sources", sources);
	fprintf(file, "\t.section .note.GNU-stack,\"\",%%progbits\n");
	return fclose(file) == 0 && good;
}

int main(int argc, char **argv)
{
	if (argc < 5) {
		fprintf(stderr, "usage: lexicon-compiler TABLE.bin SOURCES.bin TABLE.S FILE...\n");
		return 64;
	}
	struct arena *arena = arena_new((size_t)4 << 30);
	size_t count = (size_t)argc - 4;
	struct lexicon_source *sources = arena_array(arena, count, sizeof(*sources));
	for (size_t i = 0; i < count; i++) {
		sources[i].name = text_of(argv[i + 4]);
		if (!read_file(arena, argv[i + 4], &sources[i].text)) {
			fprintf(stderr, "%s: cannot be read, or is not UTF-8\n", argv[i + 4]);
			return 66;
		}
	}
	struct bytes table;
	struct error error;
	if (!lexicon_compile(arena, sources, count, &table, NULL, NULL, &error)) {
		fprintf(stderr, "%s\n", error.message);
		return 65;
	}
	if (!write_file(argv[1], table.data, table.length) || !write_sources(argv[2], sources, count) ||
	    !write_assembler(argv[3], argv[1], argv[2])) {
		fprintf(stderr, "%s: cannot be written\n", argv[1]);
		return 73;
	}
	arena_free(arena);
	return 0;
}
