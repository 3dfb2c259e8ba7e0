/*
 * Runs a target without a fuzzer: on each file of the folders that are named, as it is, then cut short and
 * with bytes changed in a fixed pseudo-random way. It finds what crashes at once, and what a fuzzer once
 * found; the fuzzer finds the rest.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILE_MOST ((size_t)1 << 20)
#define DAMAGED_EACH 20

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint32_t state = 12345;

static uint32_t next(void)
{
	state = state * 1664525 + 1013904223;
	return state >> 8;
}

/* The target gets a copy of its own size, so that a byte beyond its end is seen. */
static void run(const uint8_t *data, size_t length)
{
	uint8_t *copy = malloc(length ? length : 1);

	if (!copy)
		abort();
	if (length)
		memcpy(copy, data, length);
	LLVMFuzzerTestOneInput(copy, length);
	free(copy);
}

static void run_damaged(uint8_t *data, size_t length)
{
	for (int round = 0; round < DAMAGED_EACH && length; round++) {
		for (int k = 0; k < round % 7; k++)
			data[next() % length] = (uint8_t)next();
		run(data, round % 3 ? length : next() % length);
	}
}

static size_t read_file(const char *folder, const char *name, uint8_t *data)
{
	char path[4096];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	FILE *file = fopen(path, "rb");
	size_t length = file ? fread(data, 1, FILE_MOST, file) : 0;
	if (file)
		fclose(file);
	return length;
}

static int is_input(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static int run_folder(const char *folder, uint8_t *data)
{
	struct dirent **entries;
	int count = scandir(folder, &entries, is_input, alphasort);

	for (int i = 0; i < count; i++) {
		size_t length = read_file(folder, entries[i]->d_name, data);
		run(data, length);
		run_damaged(data, length);
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
	return count < 0 ? 0 : count;
}

int main(int count, char **folders)
{
	uint8_t *data = malloc(FILE_MOST);
	int files = 0;

	for (int i = 1; data && i < count; i++)
		files += run_folder(folders[i], data);
	free(data);
	printf("%d files\n", files);
	return files ? 0 : 1;
}
