/* SQLite takes its memory where the rest does: see base/memory.h. */
#include "base/memory.h"

#include <sqlite3.h>

#include "storage/store.h"

/* SQLite's own, before they were replaced. */
static sqlite3_mem_methods own;

static void *give(int size)
{
	void *memory = own.xMalloc(size);

	if (!memory)
		memory_end();
	return memory;
}

static void *resize(void *memory, int size)
{
	void *moved = own.xRealloc(memory, size);

	if (!moved)
		memory_end();
	return moved;
}

void store_guard_memory(void)
{
	sqlite3_mem_methods guarded;

	if (own.xMalloc || sqlite3_config(SQLITE_CONFIG_GETMALLOC, &own) != SQLITE_OK)
		return;
	guarded = own;
	guarded.xMalloc = give;
	guarded.xRealloc = resize;
	sqlite3_config(SQLITE_CONFIG_MALLOC, &guarded);
}
