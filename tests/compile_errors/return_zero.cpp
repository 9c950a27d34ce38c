// says: no viable conversion from returned value of type 'int'
// says with GNU: could not convert
aio::Coroutine<int> program() { return 0; }
