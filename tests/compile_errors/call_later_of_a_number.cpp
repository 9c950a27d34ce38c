// says: how long? Write a duration, such as 3s or 100ms
void program() {
    aio::this_loop().call_later(0.5, [] {});
}
