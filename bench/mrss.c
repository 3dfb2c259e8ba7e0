/* bench_mrss ROUNDS FILE...: the same feeds through libmrss. */
#include <mrss.h>

#include "bench/measure.h"

static bool parse(struct bytes document)
{
	mrss_t *feed = NULL;
	/* It takes a char * that it does not write to. */
	char *data = (char *)(uintptr_t)document.data;
	mrss_error_t error = mrss_parse_buffer(data, document.length, &feed);

	if (error == MRSS_OK && feed)
		mrss_free(feed);
	return error == MRSS_OK;
}

int main(int count, char **arguments)
{
	struct best best = {0};
	size_t read = 0;

	if (count < 3)
		give_up("ROUNDS FILE...");
	size_t rounds = rounds_of(arguments[1]), many = (size_t)count - 2;
	struct bytes *files = files_read(arguments + 2, many);
	for (size_t round = 0; round < rounds; round++) {
		read = 0;
		best_begin(&best);
		for (size_t i = 0; i < many; i++)
			read += parse(files[i]);
		best_end(&best);
	}
	say("bytes", (double)files_size(files, many));
	say("read", (double)read);
	say("structs_s", best.seconds);
	return 0;
}
