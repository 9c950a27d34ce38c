// says: this is a task or future, which is under way already
void program(aio::Task<int> task) { aio::run(task); }
